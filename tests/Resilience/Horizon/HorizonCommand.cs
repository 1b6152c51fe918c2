using CleanFiles.Support.Postgres;

namespace CleanFiles.Resilience.Tests.Horizon;

internal static class HorizonCommand
{
    private const int PerSecond = 500;

    /// <returns>0.</returns>
    public static async Task<int> RunAsync(TimeSpan held)
    {
        await using var postgres = await PostgresServer.StartAsync(fsync: true);
        Console.WriteLine(HorizonReport.Head);
        foreach (var make in new Func<string, IOutboxUnderLoad>[] { database => new ProductOutbox(database), database => new SkipLockedOutbox(database) })
        {
            await using var outbox = make(await postgres.CreateDatabaseAsync());
            var last = TimeSpan.FromSeconds(Math.Min(30, held.TotalSeconds / 2));
            Console.WriteLine(await new HorizonRun(outbox, await postgres.CreateDatabaseAsync(), PerSecond).RunAsync(last, held, last));
        }

        return 0;
    }
}
