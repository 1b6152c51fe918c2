using System.Collections.Concurrent;
using CleanFiles.Application.Ports;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>A mail server with moods.</summary>
internal sealed class TestMailer : IMailer
{
    private readonly ConcurrentQueue<Mail> _sent = [];

    /// <summary>What happens instead of sending; null sends.</summary>
    public Func<Task>? Mood { get; set; }

    public IReadOnlyCollection<Mail> Sent => _sent;

    public async Task SendAsync(Mail mail, CancellationToken ct)
    {
        if (Mood is { } mood) await mood();
        _sent.Enqueue(mail);
    }

    public static Task Refuse() => throw new IOException("The mail server refuses.");

    /// <summary>Accepts and never answers; not even a cancellation ends it.</summary>
    public static Task Hang() => new TaskCompletionSource().Task;
}
