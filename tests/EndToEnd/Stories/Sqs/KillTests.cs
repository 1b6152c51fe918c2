using System.Diagnostics;
using System.Net;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>Any process may die at any moment; the others go on, and its successor takes up what it left.</summary>
[Collection(SqsCluster.Collection)]
public sealed class KillTests(PostgresFixture postgres, AwsFixture aws, ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> Roles = new() { ["api"] = "Api", ["relay"] = "Relay", ["consumers"] = "Consumers" };

    [Fact(Explicit = true), Enforces(6, 8, 19, 25)]
    public async Task Whichever_process_is_killed_at_whatever_moment_nothing_is_lost_doubled_or_swapped()
    {
        var clock = Stopwatch.StartNew();
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        await using var cluster = await SqsCluster.CreateAsync(postgres, aws, output);
        await cluster.StartAsync(Roles.Select(role => (role.Key, role.Value)));
        var crowd = new Crowd(people: 3);
        crowd.GoThrough("api", await cluster.OwnerAsync("api", "alice"));

        var victims = Roles.Keys.Append(random.GetItems(Roles.Keys.ToArray(), 1)[0]).ToArray();
        random.Shuffle(victims);
        foreach (var victim in victims)
        {
            await cluster.IsReadyAsync(victim);
            await crowd.MoreIsAnsweredAsync(random.Next(1, 25));
            output.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s: {crowd.Answered} answers, {victim} is killed");
            await cluster.KillAsync(victim);
            cluster.Start(victim, Roles[victim]);
            if (victim == "api") crowd.GoThrough("api", await cluster.OwnerAsync("api", "alice"));
        }

        await crowd.MoreIsAnsweredAsync(10);
        await crowd.EndAsync();
        output.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s: {crowd.Answered} answers, {await cluster.Ledger.CountAsync("outbox")} events");
        await cluster.Ledger.IsSettledAsync(TimeSpan.FromMinutes(2));

        output.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s: all is settled");
        await cluster.AddUpAsync();
        Assert.InRange(await cluster.Ledger.CountAsync("outbox"), crowd.Answered, long.MaxValue);
        Assert.All(crowd.Refusals, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
    }
}
