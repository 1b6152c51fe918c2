using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>Keeps a session on the outbox going for as long as the process lives; after any failure it begins anew at the durable bookmark.</summary>
internal sealed class OutboxRelay(
    IOutboxLog log,
    IPublisher publisher,
    IRejectedEvents rejected,
    OutboxSignal signal,
    TimeProvider time,
    RelayOptions options,
    RelayStatus status,
    ILogger<OutboxRelay> logger)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var pause = new Backoff(options.MinPause, options.MaxPause);
        status.Problem = "It has not opened the outbox yet.";
        while (!ct.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await using var reader = await log.OpenAsync(ct);
                (status.Problem, status.ProbeAt) = (null, null);
                using var session = new RelaySession(reader, publisher, rejected, signal, time, options, status, logger);
                await session.RunAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                (status.Problem, status.ProbeAt) = (e.Message, null);
                if (time.GetElapsedTime(began) > options.MaxPause) pause.Reset();
                logger.LogWarning(e, "The relay lost its hold on the outbox and begins anew at the bookmark.");
                await Rest.ForAsync(pause.Next(), time, ct);
            }
        }
    }
}
