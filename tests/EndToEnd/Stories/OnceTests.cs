using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Search;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>Whatever a transport repeats or reorders, effects come out the same.</summary>
public sealed class OnceTests(PostgresFixture postgres)
{
    [Theory, ClassData(typeof(Databases)), Enforces(8)]
    public async Task An_event_delivered_five_times_has_one_effect_per_consumer(string database)
    {
        using var world = await PatientWorldAsync(database);
        var mailer = new TestMailer();
        await using var app = App.Start(world, mailer);
        var alice = await app.OwnerAsync("alice");
        var id = Guid.NewGuid();

        var uploaded = History(id)[0];
        for (var i = 0; i < 5; i++) await PublishAsync(app, uploaded);

        Assert.Equal(["file.uploaded"], await alice.HistoryAsync(id));
        Assert.Equal(["first.txt"], await alice.SearchAsync("first"));
        Assert.Equal(["first.txt was uploaded"], await alice.NotificationsAsync());
        Assert.Single(mailer.Sent);
    }

    [Theory, ClassData(typeof(Databases)), Enforces(8, 29, 31)]
    public async Task Every_order_of_one_files_events_ends_in_the_same_projection(string database)
    {
        using var world = await PatientWorldAsync(database);
        await using var app = App.Start(world);
        foreach (var events in new[] { 3, 4 })
        {
            var outcomes = new HashSet<(string, long, string, string, bool)>();
            foreach (var order in Permutations([.. Enumerable.Range(0, events)]))
            {
                var id = Guid.NewGuid();
                await app.Services.GetRequiredService<IContentStore>().SaveAsync(new FileId(id), new MemoryStream("some words"u8.ToArray()), CancellationToken.None);
                var history = History(id);
                foreach (var i in order) await PublishAsync(app, history[i]);
                var row = await app.ReadAsync(db => db.Set<SearchDocument>().SingleAsync(document => document.FileId == id));
                outcomes.Add((row.Name, row.Version, row.NameWords, row.TextWords, row.Deleted));
            }

            var expected = events == 3 ? ("third.txt", 3L, "third txt", "some words", false) : ("", 4L, "", "", true);
            Assert.Equal([expected], outcomes);
        }
    }

    [Theory, ClassData(typeof(Databases)), Enforces(8, 32)]
    public async Task A_consumer_that_changes_an_aggregate_raises_events_that_name_their_cause(string database)
    {
        using var world = await PatientWorldAsync(database);
        await using var app = App.Start(world, services =>
            services.AddConsumer(ConsumerDescriptor.Of(typeof(Stamper))));
        var alice = await app.OwnerAsync("alice");

        var id = await alice.UploadAsync("draft.txt", "text");

        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(id) is ["file.uploaded", "file.renamed"], "the rename was audited");
        await Eventually.IsTrueAsync(async () => await alice.SearchAsync("stamped") is ["stamped draft.txt"], "the new name could be searched");
        var events = await app.ReadAsync(db => db.Database.SqlQuery<Row>($"select id, headers from outbox order by position").ToListAsync());
        var (uploaded, renamed) = (events[0], events[1]);
        var (cause, effect) = (HeadersJson.Read(uploaded.Headers), HeadersJson.Read(renamed.Headers));
        Assert.Equal(uploaded.Id, effect.CausationId);
        Assert.Null(cause.CausationId);
        Assert.Equal(cause.CorrelationId, effect.CorrelationId);
    }

    /// <summary>On a loaded machine a handler may take longer than the bus usually waits; here a publish shall be answered by handlers only.</summary>
    private async Task<World> PatientWorldAsync(string database)
    {
        var world = await World.CreateAsync(database, postgres);
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "20";
        return world;
    }

    private static async Task PublishAsync(App app, Envelope envelope)
    {
        var results = await app.Services.GetRequiredService<IPublisher>().PublishAsync([envelope], TestContext.Current.CancellationToken);
        Assert.All(results, result => Assert.Equal(PublishStatus.Accepted, result.Status));
    }

    /// <summary>Uploaded, renamed, renamed, deleted: versions 1 to 4.</summary>
    private static Envelope[] History(Guid id)
    {
        var at = DateTimeOffset.UtcNow;
        IIntegrationEvent[] events =
        [
            new FileUploadedV1(id, "alice", "first.txt", 1, "text/plain", new string('0', 64), at),
            new FileRenamedV1(id, "alice", "first.txt", "second.txt", at),
            new FileRenamedV1(id, "alice", "second.txt", "third.txt", at),
            new FileDeletedV1(id, "alice", "third.txt", at),
        ];
        return [.. events.Select((e, i) =>
        {
            var (contract, data) = EventCatalogue.Default.Write(e);
            return new Envelope(Guid.NewGuid(), contract.Name, contract.Version, id.ToString(), i + 1, at, data, new EnvelopeHeaders("test"));
        })];
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));

    private sealed record Row(Guid Id, string Headers);

    /// <summary>Puts a stamp on every new file's name.</summary>
    [Consumer("stamper", ConsumerKind.Transactional)]
    internal sealed class Stamper(IFiles files, TimeProvider time) : IConsumer<FileUploadedV1>
    {
        public Task<Effect?> HandleAsync(FileUploadedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(async token =>
        {
            var file = await files.FindAsync(new(@event.FileId), token);
            file!.Rename(new($"stamped {file.Name}"), time.GetUtcNow());
        });
    }
}
