using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>Looks at start whether the topic and all queues are as the relay needs them, rather than with the first event.</summary>
internal sealed class SqsCheck(ISqsTopology topology, TimeProvider time, ILogger<SqsCheck> logger) : IHostedService
{
    /// <summary>An AWS that does not answer is no reason not to start: events wait in the outbox until everything is there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken) => CheckAsync(topology.TopicAsync, "The topic", time, logger, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="SettingsException">Something is not as it must be, and may not be changed.</exception>
    public static async Task CheckAsync(Func<CancellationToken, Task> look, string what, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        try
        {
            await look(ct).WaitAsync(Patience, time, ct);
        }
        catch (SqsMismatchException e)
        {
            throw new SettingsException(e.Problems);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("{What} could not be looked at and will be when AWS answers: {Error}", what, e.Message);
        }
    }
}
