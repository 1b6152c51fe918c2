using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CleanFiles.Infrastructure.Persistence.Postgres.Migrations
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
                type: "integer",
                nullable: false,
                defaultValue: 1);
        }
    }
}
