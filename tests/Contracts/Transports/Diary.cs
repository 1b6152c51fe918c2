using System.Collections.Concurrent;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>What was handled as what: a row for each effect, which commits with it or not at all.</summary>
internal sealed class Diary
{
    /// <summary>Names each consumer of this suite once.</summary>
    public static readonly string[] Consumers = [Recorder<IIntegrationEvent>.Name, Caller<IIntegrationEvent>.Name];

    private const string Columns = """
        consumer text not null, event_id text not null, stream text not null, version bigint not null,
        read_as bigint not null, event text not null
        """;

    /// <summary>Which deliveries fail; set by a test at any time.</summary>
    public volatile Predicate<Envelope> Breaks = _ => false;

    /// <summary>What a delivery waits for before it is handled or fails; set by a test at any time.</summary>
    public volatile Func<Envelope, Task> Holds = _ => Task.CompletedTask;

    /// <summary>What consumers were handed, also in vain.</summary>
    public ConcurrentQueue<(string Consumer, Envelope Envelope)> Met { get; } = [];

    public static Task CreateAsync(AppDbContext db) => db.Database.ExecuteSqlRawAsync(db.Database.IsNpgsql()
        ? $"create table diary (position bigint generated always as identity primary key, {Columns})"
        : $"create table diary (position integer primary key autoincrement, {Columns})");

    public static Task<int> CountAsync(AppDbContext db) =>
        db.Database.SqlQuery<int>($"select count(*) as \"Value\" from diary").SingleAsync();

    public static Task<List<Entry>> ReadAsync(AppDbContext db) => db.Database.SqlQuery<Entry>(
        $"select consumer, event_id, stream, version, read_as, event from diary order by position").ToListAsync();

    public async Task<Effect?> NoteAsync(string consumer, IIntegrationEvent @event, Envelope envelope, AppDbContext db)
    {
        Met.Enqueue((consumer, envelope));
        await Holds(envelope);
        if (Breaks(envelope)) throw new IOException("This consumer is broken.");
        var entry = new Entry(
            consumer, envelope.Id.ToString(), envelope.Stream, envelope.Version, Release.VersionOf(@event), Fact.Text(@event));
        return ct => db.Database.ExecuteSqlAsync(
            $"""
            insert into diary (consumer, event_id, stream, version, read_as, event)
            values ({entry.Consumer}, {entry.EventId}, {entry.Stream}, {entry.Version}, {entry.ReadAs}, {entry.Event})
            """,
            ct);
    }

    /// <param name="ReadAs">The version of the type that the consumer was given.</param>
    internal sealed record Entry(string Consumer, string EventId, string Stream, long Version, long ReadAs, string Event);
}
