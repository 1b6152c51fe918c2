using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests.DeadLetters;

/// <summary>A database with dead letters in it, at noon.</summary>
internal sealed class Letters(TestDatabase database, FakeTimeProvider time) : IAsyncDisposable
{
    public FakeTimeProvider Time => time;

    public TestDatabase Database => database;

    public DeadLetterBox Box => database.Services.GetRequiredService<DeadLetterBox>();

    public Replayer Replayer => database.Services.GetRequiredService<Replayer>();

    public IReplays Replays => database.Services.GetRequiredService<IReplays>();

    public IFailedDeliveries Failures => database.Services.GetRequiredService<IFailedDeliveries>();

    public static async Task<Letters> CreateAsync(string provider, PostgresFixture postgres, params (string Key, string Value)[] settings)
    {
        var time = Some.Time;
        return new Letters(await TestDatabase.CreateAsync(provider, postgres, services => services.AddSingleton<TimeProvider>(time), settings), time);
    }

    /// <summary>Given up by a consumer after two attempts.</summary>
    public async Task<Envelope> BuryAsync(string consumer, Envelope envelope)
    {
        await FailAsync(consumer, envelope);
        await Failures.CountAsync(consumer, envelope, new IOException("given up"), last: 2, Some.Ct);
        return envelope;
    }

    public Task<int> FailAsync(string consumer, Envelope envelope) => Failures.CountAsync(consumer, envelope, new IOException("failed"), last: 9, Some.Ct);

    public async Task<Envelope> RejectAsync(Envelope envelope)
    {
        await database.Services.GetRequiredService<IRejectedEvents>().RecordAsync(envelope, "too large", Some.Ct);
        return envelope;
    }

    public async Task<int> ReplayAsync(int rate = 10, DeadLetterFilter? filter = null) =>
        await Replayer.ReplayAsync(await Box.KeysAsync(filter ?? new DeadLetterFilter(), Some.Ct), rate, Some.Ct);

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter? filter = null) =>
        await Box.ListAsync(filter ?? new DeadLetterFilter(), 100, Some.Ct);

    public Task<List<FailedDelivery>> FailedAsync() => database.InScopeAsync(services =>
        services.GetRequiredService<AppDbContext>().Set<FailedDelivery>().OrderBy(row => row.Stream).ThenBy(row => row.Version).ToListAsync(Some.Ct));

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
