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
    private readonly Batcher<(Received One, string Reason)> _burials;

    public Settlements(string consumer, SqsQueue queue, SqsQueue deadLetters, ILogger logger, CancellationToken ct)
    {
        (_consumer, _queue, _deadLetters, _logger, _ct) = (consumer, queue, deadLetters, logger, ct);
        (_deletes, _hides, _burials) = (new(DeleteAsync), new(HideAsync), new(BuryAsync));
    }

    public void Settle(Received one, Verdict verdict)
    {
        if (verdict.Kind == VerdictKind.Ack) _deletes.Add([one]);
        else if (one.IsWithdrawn) return;
        else if (verdict.Kind == VerdictKind.Dead) _burials.Add([(one, DeadReason.Of(verdict.Reason))]);
        else _hides.Add([(one, Pause(one, verdict.After))]);
    }

    /// <summary>So that whoever is next may have them at once.</summary>
    public void GiveBack(IEnumerable<Received> received) => _hides.Add(received.Select(one => (one, TimeSpan.Zero)));

    /// <summary>Ends when SQS has been told everything, or could not be.</summary>
    public async Task EmptyAsync()
    {
        // A burial ends in one of the other two.
        await _burials.EmptyAsync();
        await _deletes.EmptyAsync();
        await _hides.EmptyAsync();
    }

    /// <summary>SQS counts every receive, the host only attempts: who pauses for long must not use up the receives.</summary>
    private static TimeSpan Pause(Received one, TimeSpan after)
    {
        if (after <= TimeSpan.Zero || one.Count <= FreeReceives) return after;
        var pause = Backoff.Of(one.Count - FreeReceives, FirstPause, MaxPause);
        return pause > after ? pause : after;
    }

    private Task DeleteAsync(IReadOnlyList<Received> batch) => TryAsync(
        "deleted", batch.Count, async () =>
        {
            var refused = await _queue.DeleteAsync([.. batch.Select(one => one.Handle)], _ct);
            if (refused.Count > 0) _logger.LogDebug("{Consumer} will see {Count} handled messages again: their time was over.", _consumer, refused.Count);
        });

    private Task HideAsync(IReadOnlyList<(Received One, TimeSpan For)> batch) => TryAsync(
        "given back", batch.Count, () => _queue.HideAsync([.. batch.Select(item => (item.One.Handle, item.For))], _ct));

    private async Task BuryAsync(IReadOnlyList<(Received One, string Reason)> batch)
    {
        foreach (var (one, reason) in batch)
        {
            _logger.LogError("{Consumer} gave up {Type} {Id}; it lies in the dead-letter queue now: {Reason}",
                _consumer, one.Delivery.Envelope.Type, one.Delivery.Envelope.Id, reason);
            await TryAsync("moved to the dead-letter queue", 1, async () =>
            {
                await _deadLetters.SendAsync(one.Body, reason, one.Group, one.MessageId, _ct);
                _deletes.Add([one]);
            });
        }
    }

    private async Task TryAsync(string done, int count, Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (Exception e)
        {
            _logger.LogWarning("{Count} messages of {Consumer} could not be {Done} and come again by themselves: {Error}", count, _consumer, done, e.Message);
        }
    }
}
