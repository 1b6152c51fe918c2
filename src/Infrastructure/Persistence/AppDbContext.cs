using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>The model that both databases share; each folder brings the configuration of its own tables.</summary>
internal abstract class AppDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Of the unit of work that has this context now; it comes from a pool.</summary>
    public IFlush? Flush { get; set; }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
}
