using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

internal sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : AppDbContext(options);
