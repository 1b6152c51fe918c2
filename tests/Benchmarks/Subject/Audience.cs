using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Benchmarks.Load;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>The product's consumers that a job has, and the table in which each of them has one row for an event.</summary>
internal static class Audience
{
    private static readonly Dictionary<string, string> One = new() { ["auditor"] = "audit_entries" };

    /// <summary>All that handle an upload; so the third is the notifier, who is external: each of its events is a transaction of its own.</summary>
    private static readonly Dictionary<string, string> Three = new(One) { ["indexer"] = "search_documents", ["notifier"] = "notifications" };

    public static IReadOnlyDictionary<string, string> Of(Job job) => job.Aws is null && !job.Uploads ? One : Three;
}

/// <summary>Tells once of each consumer's effect, whatever comes to it twice.</summary>
internal sealed class OnceEach(Action<Guid> effect)
{
    private readonly ConcurrentDictionary<(string Consumer, Guid Id), bool> _told = [];

    /// <summary>To be called by each of them, by any thread.</summary>
    public void Handled(string consumer, Guid id)
    {
        if (_told.TryAdd((consumer, id), true)) effect(id);
    }
}

/// <summary>Tells of an event when the last of several consumers has handled it.</summary>
internal sealed class LastOf
{
    private readonly ConcurrentDictionary<Guid, int> _handled = [];
    private readonly OnceEach _each;

    public LastOf(int consumers, Action<Guid> effect) => _each = new OnceEach(id =>
    {
        if (_handled.AddOrUpdate(id, 1, (_, before) => before + 1) == consumers) effect(id);
    });

    /// <inheritdoc cref="OnceEach.Handled"/>
    public void Handled(string consumer, Guid id) => _each.Handled(consumer, id);
}

/// <summary>Sends nothing: what is measured is how events get to the notifier, not the disk on which mails are put.</summary>
internal sealed class NoMail : IMailer
{
    public Task SendAsync(Mail mail, CancellationToken ct) => Task.CompletedTask;
}
