using Npgsql;

namespace CleanFiles.Benchmarks.Load;

/// <summary>Processor time that was used since: by this process, and by the database's server, if it runs on this machine and has a /proc.</summary>
internal sealed class Cpu
{
    private const double TicksPerSecond = 100;

    private readonly int _server;
    private readonly double _own, _servers;

    private Cpu(int server) => (_server, _own, _servers) = (server, Own(), OfServer(server));

    public static async Task<Cpu> NowAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return new Cpu(Stat((int)(await command.ExecuteScalarAsync())!) is { } backend ? backend.Parent : 0);
    }

    /// <returns>Of both, seconds per 1,000 events. The server's is 0 where it cannot be seen.</returns>
    public (double Own, double Server) Per(long events) => ((Own() - _own) / events * 1_000, (OfServer(_server) - _servers) / events * 1_000);

    private static double Own() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Of the first process, of those which it had, and of those which it has.</summary>
    private static double OfServer(int pid)
    {
        if (Stat(pid) is not { } first) return 0;
        var children = from folder in Directory.EnumerateDirectories("/proc")
                       where int.TryParse(Path.GetFileName(folder), out _)
                       let child = Stat(int.Parse(Path.GetFileName(folder), null))
                       where child?.Parent == pid
                       select child.Value.Ticks;
        return (first.Ticks + first.OfEnded + children.Sum()) / TicksPerSecond;
    }

    /// <summary>proc(5); null when there is no such process.</summary>
    private static (int Parent, long Ticks, long OfEnded)? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], null), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));

            long Ticks(int field) => long.Parse(fields[field], null);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
