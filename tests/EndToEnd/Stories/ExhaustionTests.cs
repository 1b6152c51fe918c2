using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>Not enough connections: whoever asks is told, and once there are some everything goes on by itself. Not enough memory: nobody notices.</summary>
public sealed class ExhaustionTests(PostgresFixture postgres)
{
    private const int Limit = 12;

    /// <summary>Each file is larger than what all of the service's objects may take together.</summary>
    private const int FileBytes = 96 * 1024 * 1024, HeapBytes = 80 * 1024 * 1024, Uploads = 4;

    [Fact]
    public async Task Files_for_which_there_is_no_room_in_memory_are_stored_side_by_side()
    {
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["DOTNET_GCHeapHardLimit"] = $"{HeapBytes:x}";
        await using var service = world.StartProcess();
        var alice = await Owner.SignInAsync(await service.AddressAsync(), "alice");
        var bytes = new byte[FileBytes];
        bytes.AsSpan().Fill((byte)'x');

        var answers = await Task.WhenAll(Enumerable.Range(0, Uploads).Select(async n =>
        {
            using var file = new ByteArrayContent(bytes) { Headers = { ContentType = new("text/plain") } };
            return await alice.TryUploadAsync(file, $"large {n}.txt");
        }));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        foreach (var answer in answers)
        {
            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetGuid();
            await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(id) is ["file.uploaded"], "the upload was audited");
        }

        Assert.All(
            Directory.GetFiles(Path.Combine(world.DataPath, "content"), "*", SearchOption.AllDirectories), file => Assert.Equal(FileBytes, new FileInfo(file).Length));
        Assert.Equal(0, await service.StopAsync());
    }

    [Fact]
    public async Task Without_a_free_connection_whoever_asks_is_told_and_nothing_is_lost()
    {
        using var world = await World.CreateAsync(Databases.Postgres, postgres);
        await using var owner = NpgsqlDataSource.Create(world.Settings["Persistence:ConnectionString"]);
        world.Settings["Persistence:ConnectionString"] = await AsUserWithFewConnectionsAsync(owner, world.Settings["Persistence:ConnectionString"]);
        await using var app = App.Start(world);
        var alice = await app.OwnerAsync("alice");
        var before = await alice.UploadAsync("before.txt", "quarterly figures");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(before) is ["file.uploaded"], "the first upload was audited");

        var hog = await TakeAllAsync(owner, world.Settings["Persistence:ConnectionString"]);
        for (var i = 0; i < 3; i++) await AssertAwayAsync(await alice.TryUploadAsync("lost.txt", "quarterly figures"));
        foreach (var connection in hog) await connection.DisposeAsync();

        await Eventually.IsTrueAsync(
            async () => (await alice.TryUploadAsync("after.txt", "quarterly figures")).StatusCode == HttpStatusCode.Created, "uploads were taken again");
        var files = await app.ReadAsync(db => db.Set<FileAggregate>().ToListAsync());
        Assert.Equal(["after.txt", "before.txt"], files.Select(file => file.Name.Value).Order());
        foreach (var file in files)
        {
            await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file.Id.Value) is ["file.uploaded"], $"{file.Name.Value} was audited");
            await using var content = await app.Services.GetRequiredService<IContentStore>().OpenAsync(file.Id, TestContext.Current.CancellationToken);
            Assert.NotNull(content);
        }
    }

    private static async Task<string> AsUserWithFewConnectionsAsync(NpgsqlDataSource owner, string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Username = $"few_{Guid.NewGuid():N}" };
        await ExecuteAsync(owner, $"create role {builder.Username} login connection limit {Limit}; alter database {builder.Database} owner to {builder.Username}");
        return builder.ConnectionString;
    }

    /// <summary>Ends the service's sessions until all that its user may have are somebody else's.</summary>
    private static async Task<List<NpgsqlConnection>> TakeAllAsync(NpgsqlDataSource owner, string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "hog", Pooling = false };
        var taken = new List<NpgsqlConnection>();
        while (taken.Count < Limit)
        {
            var connection = new NpgsqlConnection(builder.ConnectionString);
            try
            {
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                taken.Add(connection);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                await ExecuteAsync(owner, $"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{builder.Username}' and application_name <> 'hog'");
            }
        }

        return taken;
    }

    private static async Task AssertAwayAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("The database does not answer at the moment; try again.", problem.GetProperty("detail").GetString());
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
#pragma warning disable CA2100 // Every text stands in this test.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
