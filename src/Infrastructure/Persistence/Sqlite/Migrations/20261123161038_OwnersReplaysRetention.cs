using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CleanFiles.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OwnersReplaysRetention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "deleted_at",
                table: "search_documents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "replay_at",
                table: "failed_deliveries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.Sql("""
                create index inbox_handled_at on inbox (handled_at);
                create index search_documents_tombstones on search_documents (deleted_at) where deleted;
                update search_documents set deleted_at = (unixepoch() + 62135596800) * 10000000 where deleted;
                """);
        }
    }
}
