using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Runs a small write in a scope and transaction of its own, for singletons that keep books.</summary>
internal sealed class Transactions(IServiceScopeFactory scopes)
{
    /// <param name="work">Run again, in a new scope, when its transaction conflicts with another.</param>
    public Task<T> RunAsync<T>(Func<AppDbContext, Task<T>> work, CancellationToken ct) => Conflicts.RetryAsync(async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        var unitOfWork = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await unitOfWork.BeginHostedAsync(ct);
        var result = await work(scope.ServiceProvider.GetRequiredService<AppDbContext>());
        await unitOfWork.CommitHostedAsync(ct);
        return result;
    });

    public async Task<T> ReadAsync<T>(Func<AppDbContext, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    }
}
