using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Search;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CleanFiles.Infrastructure.Persistence.Postgres.Migrations;

/// <summary>What EF Core has no words for, written by hand.</summary>
public partial class OutboxInboxSearch : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(PostgresOutboxSchema.Create);
        migrationBuilder.Sql(InboxSchema.Postgres);
        migrationBuilder.Sql(SearchSchema.Postgres);
    }
}
