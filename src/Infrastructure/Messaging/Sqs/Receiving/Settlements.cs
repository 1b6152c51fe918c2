using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// Tells SQS what became of messages. What cannot be told is told by time: the message comes again, and the inbox knows what was handled.
/// </summary>
internal sealed class Settlements
{
    /// <summary>Receives that cost nothing: a consumer that pauses and probes comes to as many.</summary>
    private const int FreeReceives = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), MaxPause = TimeSpan.FromHours(1);

    private readonly string _consumer;
    private readonly SqsQueue _queue, _deadLetters;
    private readonly ILogger _logger;
    private readonly CancellationToken _ct;
    private readonly Batcher<Received> _deletes;
    private readonly Batcher<(Received One, TimeSpan For)> _hides;

    public Settlements(string consumer, SqsQueue queue, SqsQueue deadLetters, ILogger logger, CancellationToken ct)
    {
        (_consumer, _queue, _deadLetters, _logger, _ct) = (consumer, queue, deadLetters, logger, ct);
        (_deletes, _hides) = (new(DeleteAsync), new(HideAsync));
    }

    /// <summary>Acknowledges or gives back; a dead one is first to be brought to its net by <see cref="BuryAsync"/>.</summary>
    public void Settle(params IReadOnlyList<(Received One, Verdict Verdict)> answers)
    {
        _deletes.Add(answers.Where(answer => answer.Verdict.Kind == VerdictKind.Ack).Select(answer => answer.One));
        _hides.Add(answers.Where(answer => answer.Verdict.Kind != VerdictKind.Ack && !answer.One.IsWithdrawn)
            .Select(answer => (answer.One, answer.Verdict.After > TimeSpan.Zero ? AtLeast(answer.Verdict.After, answer.One) : TimeSpan.Zero)));
    }

    /// <summary>So that whoever is next may have them at once, unless that has happened often: a consumer that pauses for hours would use up their receives.</summary>
    public void GiveBack(IEnumerable<Received> received) => _hides.Add(received.Select(one => (one, AtLeast(TimeSpan.Zero, one))));

    /// <returns>Whether it lies in the dead-letter queue, so that it may be deleted.</returns>
    public Task<bool> BuryAsync(Received one, string? reason, CancellationToken ct) => TryAsync("moved to the dead-letter queue", 1, async () =>
    {
        var clean = DeadReason.Of(reason);
        await _deadLetters.SendAsync(one.Body, clean, one.Group, one.MessageId, ct);
        _logger.LogError("{Consumer} gave up {Type} {Id}; it lies in the dead-letter queue now: {Reason}",
            _consumer, one.Delivery.Envelope.Type.Printable(), one.Delivery.Envelope.Id, clean);
    });

    /// <summary>Ends when SQS has been told everything, or could not be.</summary>
    public async Task EmptyAsync()
    {
        await _deletes.EmptyAsync();
        await _hides.EmptyAsync();
    }

    /// <summary>SQS counts every receive, the host only attempts: who pauses for long must not use up the receives.</summary>
    private static TimeSpan AtLeast(TimeSpan after, Received one)
    {
        if (one.Count <= FreeReceives) return after;
        var pause = Backoff.Of(one.Count - FreeReceives, FirstPause, MaxPause);
        return pause > after ? pause : after;
    }

    private Task<bool> DeleteAsync(IReadOnlyList<Received> batch) => TryAsync(
        "deleted", batch.Count, async () =>
        {
            var refused = await _queue.DeleteAsync([.. batch.Select(one => one.Handle)], _ct);
            if (refused.Count > 0) _logger.LogDebug("{Consumer} will see {Count} handled messages again: their time was over.", _consumer, refused.Count);
        });

    private Task<bool> HideAsync(IReadOnlyList<(Received One, TimeSpan For)> batch) => TryAsync(
        "given back", batch.Count, () => _queue.HideAsync([.. batch.Select(item => (item.One.Handle, item.For))], _ct));

    private async Task<bool> TryAsync(string done, int count, Func<Task> tell)
    {
        try
        {
            await tell();
            return true;
        }
        catch (Exception e)
        {
            _logger.LogWarning("{Count} messages of {Consumer} could not be {Done} and come again by themselves: {Error}", count, _consumer, done, e.Message);
            return false;
        }
    }
}
