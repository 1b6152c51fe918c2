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

/// <summary>Tells of an event when the last of several consumers has handled it.</summary>
internal sealed class LastOf(int consumers, Action<Guid> effect)
{
    private readonly ConcurrentDictionary<Guid, int> _handled = [];

    /// <summary>To be called by each of them, by any thread.</summary>
    public void Handled(Guid id)
    {
        if (_handled.AddOrUpdate(id, 1, (_, before) => before + 1) == consumers) effect(id);
    }
}

/// <summary>Sends nothing: what is measured is how events get to the notifier, not the disk on which mails are put.</summary>
internal sealed class NoMail : IMailer
{
    public Task SendAsync(Mail mail, CancellationToken ct) => Task.CompletedTask;
}
