using CleanFiles.Resilience.Tests.Nodes;
using CleanFiles.Support;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>Makes trouble for a while, and then heals it.</summary>
internal sealed class Troubles(Cluster cluster, int seed)
{
    private const string CutSessions = """
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        """;

    private readonly Random _random = new(seed);

    public async Task MakeAsync(Trouble trouble, TimeSpan span)
    {
        switch (trouble)
        {
            case Trouble.FrozenRelay:
                await FreezeAsync(AnyOf(NodeRole.Relay), span + Cluster.Lease);
                break;
            case Trouble.DatabaseCrash:
                await cluster.Server.CrashAsync();
                await Task.Delay(span);
                await cluster.Server.RestartAsync();
                break;
            case Trouble.CutSessions:
                await cluster.Notary.ExecuteAsync(CutSessions);
                break;
            case Trouble.Conflicts:
                await cluster.Notary.ConflictsAsync(perThousand: 200);
                await Task.Delay(span);
                await cluster.Notary.ConflictsAsync(perThousand: 0);
                break;
            case Trouble.ResetConnections:
                await cluster.Broker.BreakAsync();
                cluster.Broker.Mend();
                break;
            case Trouble.BrokerAway:
                await cluster.Broker.BreakAsync();
                await Task.Delay(span);
                cluster.Broker.Mend();
                break;
            case Trouble.LostAnswers:
                await SpoilAsync(ProxyFault.LoseAnswers, span);
                break;
            case Trouble.SlowBroker:
                await SpoilAsync(ProxyFault.Delay, span);
                break;
            case Trouble.Throttling:
                await SpoilAsync(ProxyFault.Throttle, span);
                break;
            case Trouble.ClockJump:
                cluster[AnyOf(null)].Order(NodeProgram.Jump, $"{_random.Next(-7_200, 7_200)}");
                break;
        }
    }

    /// <summary>Who holds nothing would leave nothing.</summary>
    private async Task FreezeAsync(string relay, TimeSpan span)
    {
        var node = cluster[relay];
        await Eventually.IsTrueAsync(
            async () => node.HasExited || await cluster.Notary.CountAsync($"bookmark where owner like '% {node.Id} %'") > 0, $"{relay} held a part of the outbox");
        await node.FreezeAsync();
        await Task.Delay(span);
        await node.ThawAsync();
    }

    private async Task SpoilAsync(ProxyFault fault, TimeSpan span)
    {
        cluster.Broker.Fault = fault;
        await Task.Delay(span);
        cluster.Broker.Fault = ProxyFault.None;
    }

    private string AnyOf(NodeRole? role) =>
        _random.GetItems(Cluster.Names.Where(node => role is null || node.Value == role).Select(node => node.Key).ToArray(), 1)[0];
}
