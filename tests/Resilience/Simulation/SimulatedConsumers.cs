using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>Handles in batches, each in one transaction.</summary>
[Consumer(Name, ConsumerKind.Transactional)]
internal sealed class SimulatedRecorder(SimulatedDatabase.Transaction transaction) : IConsumer<FileRenamedV1>
{
    public const string Name = "recorder";

    public Task<Effect?> HandleAsync(FileRenamedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(_ =>
    {
        transaction.Write(envelope);
        return Task.CompletedTask;
    });
}

/// <summary>Does something outside before its effect, one event at a time.</summary>
[Consumer(Name, ConsumerKind.External)]
internal sealed class SimulatedCaller(SimulatedDatabase.Transaction transaction, SimulatedProcess process, Steps steps) : IConsumer<FileRenamedV1>
{
    public const string Name = "caller";

    public async Task<Effect?> HandleAsync(FileRenamedV1 @event, Envelope envelope, CancellationToken ct)
    {
        try
        {
            await steps.TakeAsync(process, $"{Name} calls for {envelope.Stream} {envelope.Version}");
        }
        catch (SimulatedFailureException e)
        {
            // Not the database's fault, so it counts as an attempt.
            throw new IOException("Whom it called failed.", e);
        }

        return _ =>
        {
            transaction.Write(envelope);
            return Task.CompletedTask;
        };
    }
}
