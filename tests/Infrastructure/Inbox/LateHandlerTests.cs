using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Inbox;

public sealed class LateHandlerTests(PostgresFixture postgres)
{
    /// <summary>Database contexts are pooled: what goes back too early is somebody else's when the late one uses it.</summary>
    [Theory, InlineData("Sqlite"), InlineData("Postgres"), Enforces(8, 26)]
    public async Task What_a_handler_does_after_its_time_is_nobodys(string provider)
    {
        var (gate, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var database = await TestDatabase.CreateAsync(
            provider, postgres, services => services.AddScoped<Late>().AddKeyedSingleton("gate", gate).AddKeyedSingleton("ended", ended));
        var handling = new Handling(
            database.Services.GetRequiredService<IServiceScopeFactory>(), EventCatalogue.Default, database.Services.GetRequiredService<IOutages>(),
            TimeProvider.System, new ConsumerOptions { HandlerTimeout = TimeSpan.FromMilliseconds(50) });
        var (contract, data) = EventCatalogue.Default.Write(Renamed());
        var envelope = Some.Envelope() with { Type = contract.Name, SchemaVersion = contract.Version, Data = data };

        await Assert.ThrowsAsync<TimeoutException>(() =>
            handling.HandleAsync(ConsumerDescriptor.Of(typeof(Late)), [new Delivery(envelope, 1, CancellationToken.None)], Some.Ct));

        await database.InScopeAsync(async services =>
        {
            var files = services.GetRequiredService<IFiles>();
            files.Add(Some.File());
            gate.SetResult();
            await ended.Task;
            await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
        }).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        Assert.Equal((1, 1, 0), (await database.CountAsync("files"), await database.CountAsync("outbox"), await database.CountAsync("inbox")));
    }

    private static FileRenamedV1 Renamed() => new(Guid.NewGuid(), "alice", "old.txt", "new.txt", Some.Noon);

    [Consumer("late", ConsumerKind.Transactional)]
    private sealed class Late(
        IFiles files, [FromKeyedServices("gate")] TaskCompletionSource gate, [FromKeyedServices("ended")] TaskCompletionSource ended) : IConsumer<FileRenamedV1>
    {
        public Task<Effect?> HandleAsync(FileRenamedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(async _ =>
        {
            await gate.Task;
            files.Add(Some.File());
            ended.SetResult();
        });
    }
}
