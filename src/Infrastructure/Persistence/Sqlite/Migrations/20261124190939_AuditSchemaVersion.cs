using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CleanFiles.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AuditSchemaVersion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "schema_version",
                table: "audit_entries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);
        }
    }
}
