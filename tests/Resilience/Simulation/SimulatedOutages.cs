using CleanFiles.Infrastructure.Consuming;

namespace CleanFiles.Resilience.Tests.Simulation;

internal sealed class SimulatedOutages(SimulatedProcess process, Steps steps) : IOutages
{
    public DatabaseFault FaultOf(Exception exception) => exception is not SimulatedFailureException failure ? DatabaseFault.None
        : failure.Fault == Fault.Conflict ? DatabaseFault.Conflict
        : DatabaseFault.Outage;

    public async Task<bool> AnswersAsync()
    {
        try
        {
            await steps.TakeAsync(process, "ask the database");
            return true;
        }
        catch (SimulatedFailureException)
        {
            return false;
        }
    }
}
