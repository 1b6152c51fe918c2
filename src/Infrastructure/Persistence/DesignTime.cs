using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>For <c>dotnet ef migrations add Name --context SqliteDbContext --output-dir Persistence/Sqlite/Migrations</c>; never connects.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteDbContext>
{
    public SqliteDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteDbContext>().UseSqlite().UseSnakeCaseNamingConvention().Options);
}

internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresDbContext>
{
    public PostgresDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
