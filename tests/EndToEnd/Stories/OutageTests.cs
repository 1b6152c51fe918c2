using System.Net;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>The service's own database goes away and comes back.</summary>
public sealed class OutageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task While_the_database_is_away_requests_are_told_to_come_back_and_afterwards_everything_goes_on_by_itself()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: true);
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = await server.CreateDatabaseAsync();
        await using var app = App.Start(world);
        var alice = await app.OwnerAsync("alice");
        var before = await alice.UploadAsync("before.txt", "text");

        await server.CrashAsync();
        var answer = await alice.GetAsync($"/api/files/{before}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.TryUploadAsync("lost.txt", "text")).StatusCode);
        Assert.Single(Directory.GetFiles(Path.Combine(world.DataPath, "content"), "*", SearchOption.AllDirectories));

        await server.RestartAsync();
        await Eventually.IsTrueAsync(
            async () => (await alice.GetAsync($"/api/files/{before}")).StatusCode == HttpStatusCode.OK, "files could be read again");
        var after = await alice.UploadAsync("after.txt", "text");
        foreach (var file in new[] { before, after })
            await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], $"{file} was audited");
    }

    [Fact, Enforces(10)]
    public async Task After_the_database_was_restarted_a_second_process_is_still_turned_away()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: true);
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = await server.CreateDatabaseAsync();
        await using var first = App.Start(world);
        var alice = await first.OwnerAsync("alice");
        await server.CrashAsync();
        await server.RestartAsync();
        var file = Guid.Empty;
        await Eventually.IsTrueAsync(
            async () => (await alice.GetAsync("/api/files")).StatusCode == HttpStatusCode.OK && (file = await alice.UploadAsync("a.txt", "text")) != default,
            "uploads went on");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], "the relay had its log again");

        await using var second = world.StartProcess();

        Assert.Equal(2, await second.EndAsync());
        Assert.StartsWith("Another process runs Relay and Consumers", Assert.Single(second.Errors), StringComparison.Ordinal);
    }
}
