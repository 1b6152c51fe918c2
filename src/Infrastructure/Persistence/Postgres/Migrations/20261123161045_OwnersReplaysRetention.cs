using System;
using CleanFiles.Infrastructure.Outbox.Postgres;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CleanFiles.Infrastructure.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class OwnersReplaysRetention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deleted_at",
                table: "search_documents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "replay_at",
                table: "failed_deliveries",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.Sql(PostgresOutboxSchema.AddOwner);
            migrationBuilder.Sql("""
                create index inbox_handled_at on inbox (handled_at);
                create index search_documents_tombstones on search_documents (deleted_at) where deleted;
                update search_documents set deleted_at = now() where deleted;
                """);
        }
    }
}
