using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>A subscription that is run until it is stopped.</summary>
internal sealed class Receiving
{
    /// <summary>What a process has to end in, and something for a machine that is busy.</summary>
    public static readonly TimeSpan InTime = new ConsumerOptions().StopGrace + TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public Receiving(ISubscriber subscriber, Witness witness) =>
        _run = subscriber.RunAsync(witness.Subscription, witness.HandleAsync, _stop.Token);

    /// <summary>Begins to stop; what runs goes on.</summary>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public Task Stopping()
    {
        _stop.Cancel();
        return _run;
    }

    /// <exception cref="TimeoutException">It does not stop in time.</exception>
    public Task StopAsync() => Stopping().WaitAsync(InTime);
}
