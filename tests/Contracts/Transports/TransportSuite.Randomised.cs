using CleanFiles.Application.Ports;
using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    private const int Streams = 7, Events = 300;

    [Theory, MemberData(nameof(Databases)), Enforces(21)]
    public async Task However_deployments_and_versions_alternate_each_event_is_handled_once_and_in_order(string database)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var world = await CreateWorldAsync(database);
        var (written, last) = (new List<Envelope>(), new long[Streams]);
        var failures = new Random(seed);
        world.Diary.Breaks = _ =>
        {
            lock (failures) return failures.Next(10) == 0;
        };

        await world.DeployAsync(Release.One);
        await WriteAsync();
        await HandleAsync(1);
        while (written.Count < Events)
        {
            // Now and then nobody is there, and events are written all the same.
            if (random.Next(4) == 0) await world.StopAsync();
            else await world.DeployAsync(Any(Release.One, Release.Two, Release.TwoForReadersOfOne));
            for (var commits = random.Next(1, 10); commits > 0; commits--) await WriteAsync();
            if (world.IsDeployed && random.Next(2) == 0) await HandleAsync(random.Next(written.Count * Diary.Consumers.Length));
        }

        world.Diary.Breaks = _ => false;
        await world.DeployAsync(Release.Two);
        await WriteAsync();
        await AllIsHandledOnceAsync(world, written, readAs: [1, 2]);

        Release Any(params Release[] releases) => releases[random.Next(releases.Length)];

        async Task WriteAsync()
        {
            var batch = new List<Envelope>();
            for (var events = random.Next(1, 6); events > 0; events--)
            {
                var stream = random.Next(Streams);
                batch.Add(Any(Release.One, Release.Two).Envelope(new Fact($"s{stream}", ++last[stream])));
            }

            await world.WriteAsync(batch);
            written.AddRange(batch);
        }

        Task HandleAsync(int atLeast) => Eventually.IsTrueAsync(
            async () => await world.ReadAsync(Diary.CountAsync) >= atLeast, $"{atLeast} deliveries were handled (seed {seed})");
    }
}
