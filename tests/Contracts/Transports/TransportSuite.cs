using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>
/// What every transport must do. For a new one add a subclass that says how it is configured and what it promises, and nothing else: no test
/// may know what is between publish and delivery. Most go through outbox, relay, transport and consumer host as in production
/// (<see cref="World"/>); what those hide is asked of the ports alone (<see cref="Rig"/>).
/// </summary>
public abstract partial class TransportSuite(PostgresFixture postgres)
{
    public static TheoryData<string> Databases { get; } = [new("Sqlite") { Explicit = true }, new("Postgres")];

    internal abstract MessagingTransport Transport { get; }

    /// <summary>Asked of an instance whose constructor never ran, so a property with a body.</summary>
    internal abstract TransportPromises Promises { get; }

    private bool KeepsOrder => Promises.KeepsOrder;

    /// <summary>The largest envelope in bytes that the server at hand carries; it may fall short of what the transport promises.</summary>
    private protected virtual int CarriedBytes => Promises.MaxBytes;

    /// <summary>Settings beside <c>Messaging:Transport</c>, for queues or topics of one test's own. May start a server.</summary>
    private protected virtual Task<IReadOnlyDictionary<string, string?>> ConfigureAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());

    /// <summary>For a transport that has to know all subscriptions of a process before one is declared; consumers tell theirs by themselves.</summary>
    private protected virtual void Know(IServiceCollection services, IReadOnlyList<Subscription> subscriptions)
    {
    }

    /// <param name="change">What is different in every release.</param>
    /// <param name="others">Settings of the test's own.</param>
    private async Task<World> CreateWorldAsync(
        string database, Action<IServiceCollection>? change = null, params IEnumerable<KeyValuePair<string, string?>> others) => await World.CreateAsync(
        await SettingsAsync(database, others), rolls: Promises.CanRunSideBySide && database == "Postgres", change);

    private async Task<Rig> CreateRigAsync(params IEnumerable<KeyValuePair<string, string?>> others) =>
        new(await SettingsAsync("Sqlite", others), sharesData: !Promises.CanRunSideBySide, Know);

    private async Task<Dictionary<string, string?>> SettingsAsync(string database, IEnumerable<KeyValuePair<string, string?>> others)
    {
        var settings = new Dictionary<string, string?>(await ConfigureAsync())
        {
            ["Messaging:Transport"] = Transport.ToString(),
            ["Persistence:Provider"] = database,
            ["Persistence:ConnectionString"] = database == "Postgres" ? await postgres.CreateDatabaseAsync() : null,
        };
        foreach (var (key, value) in others) settings[key] = value;
        return settings;
    }

    /// <summary>Events of several streams, in turn; of each stream every second one is of the other producer.</summary>
    private static List<Envelope> Interleaved(int streams, IEnumerable<int> versions, params Release[] producers) => [..
        from version in versions
        from stream in Enumerable.Range(0, streams)
        select producers[(version + stream) % producers.Length].Envelope(new Fact($"s{stream}", version))];

    /// <summary>Waits until everything has been handled, and checks that it was by every consumer once, in order, as what it says.</summary>
    private async Task AllIsHandledOnceAsync(World world, IReadOnlyCollection<Envelope> written, params int[] readAs)
    {
        await Eventually.IsTrueAsync(
            async () =>
            {
                Assert.Empty((await world.DeadLettersAsync()).Select(letter => letter.Reason));
                return await world.ReadAsync(Diary.CountAsync) >= written.Count * Diary.Consumers.Length
                    && !await world.ReadAsync(db => db.Set<FailedDelivery>().AnyAsync())
                    && await world.HasPublishedAllAsync();
            },
            $"{written.Count} events were handled by every consumer, and no failure was left");
        await world.StopAsync();

        var diary = await world.ReadAsync(Diary.ReadAsync);
        foreach (var consumer in Diary.Consumers)
            foreach (var stream in written.GroupBy(envelope => envelope.Stream))
                Assert.Equal(
                    stream.OrderBy(envelope => envelope.Version).Select(envelope => $"{consumer}: {stream.Key} {envelope.Version} {envelope.Id}"),
                    InOrder(diary.Where(entry => entry.Consumer == consumer && entry.Stream == stream.Key))
                        .Select(entry => $"{entry.Consumer}: {entry.Stream} {entry.Version} {entry.EventId}"));
        foreach (var entry in diary) Assert.Equal(new Fact(entry.Stream, entry.Version).TextAs((int)entry.ReadAs), entry.Event);
        Assert.Equal(readAs, diary.Select(entry => (int)entry.ReadAs).Distinct().Order());
    }

    private IEnumerable<Diary.Entry> InOrder(IEnumerable<Diary.Entry> entries) =>
        KeepsOrder ? entries : entries.OrderBy(entry => entry.Version);
}
