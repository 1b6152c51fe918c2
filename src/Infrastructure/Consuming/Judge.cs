using CleanFiles.Application;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Says whose fault a failure was, counts it if it was the delivery's own, and answers the transport.</summary>
internal sealed class Judge(
    string consumer, Pause pause, IFailedDeliveries failures, IOutages outages, ConsumerOptions options, ILogger logger)
{
    public Pause Pause => pause;

    public async Task<Verdict> AnswerAsync(Envelope envelope, Circuit.Pass pass, Exception error)
    {
        try
        {
            if (await IsOutageAsync(error)) return GiveBack(pass, error);
            if (outages.FaultOf(error) == DatabaseFault.Conflict) return Verdict.Retry(options.RetryPause);
            if (error is UnreadableEventException) return await CountAsync(envelope, error, last: 1);
            // A build that handles it may share the queue. It tells nothing of this consumer, which need not pause for it.
            if (error is UnhandledEventException) return await CountAsync(envelope, error, options.MaxAttempts);
            return pause.Failed(pass, envelope.Stream, error)
                ? await CountAsync(envelope, error, options.MaxAttempts)
                : Verdict.Retry(pause.Left);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "{Consumer} could not record its failure with {Id}.", consumer, envelope.Id);
            if (await IsOutageAsync(e)) return GiveBack(pass, e);
            return outages.FaultOf(e) == DatabaseFault.None ? Verdict.Dead(error.Message.Printable()) : Verdict.Retry(options.RetryPause);
        }
    }

    /// <summary>Whatever took too long, it was the database's fault only if that does not answer anything else either.</summary>
    public async Task<bool> IsOutageAsync(Exception error) => outages.FaultOf(error) switch
    {
        DatabaseFault.Outage => true,
        DatabaseFault.Timeout => !await outages.AnswersAsync(),
        _ => error is TimeoutException && !await outages.AnswersAsync(),
    };

    private Verdict GiveBack(Circuit.Pass pass, Exception outage)
    {
        pause.MetOutage(pass, outage);
        return Verdict.Retry(pause.Left);
    }

    private async Task<Verdict> CountAsync(Envelope envelope, Exception error, int last)
    {
        var attempts = await failures.CountAsync(consumer, envelope, error, last, CancellationToken.None);
        if (attempts >= last)
        {
            // As text: what an exception has in it may come from the event.
            logger.LogError("{Consumer} gave up {Type} {Id} after {Attempts} attempts; it is a dead letter now: {Error}",
                consumer, envelope.Type.Printable(), envelope.Id, attempts, error.ToString().Printable());
            return Verdict.Ack;
        }

        var after = Backoff.Of(attempts, options.RetryPause, options.MaxRetryPause);
        logger.LogWarning("{Consumer} failed with {Type} {Id} (attempt {Attempt}), trying again in {Pause}: {Error}",
            consumer, envelope.Type.Printable(), envelope.Id, attempts, after, error.Message.Printable());
        return Verdict.Retry(after);
    }
}
