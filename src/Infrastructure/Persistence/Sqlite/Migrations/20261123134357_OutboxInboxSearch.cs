using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Outbox.Sqlite;
using CleanFiles.Infrastructure.Search;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CleanFiles.Infrastructure.Persistence.Sqlite.Migrations;

/// <summary>What EF Core has no words for, written by hand.</summary>
public partial class OutboxInboxSearch : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(SqliteOutboxSchema.Create);
        migrationBuilder.Sql(InboxSchema.Sqlite);
        migrationBuilder.Sql(SearchSchema.Sqlite);
    }
}
