using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CleanFiles.Domain.Files;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>No room left: whoever uploads is told, nothing is left behind, and once there is room everything goes on by itself.</summary>
public sealed class FullDiskTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_file_for_which_there_is_no_room_is_refused_and_leaves_nothing()
    {
        using var disk = await SmallDisk.CreateAsync("1m");
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Content:Path"] = disk.Path;
        await using var app = App.Start(world);
        var alice = await app.OwnerAsync("alice");

        await AssertNoRoomAsync(await alice.TryUploadAsync("big.txt", new string('x', 3 * 1024 * 1024)));

        Assert.Empty(Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(0, await app.ReadAsync(db => db.Set<FileAggregate>().CountAsync()));
        var small = await alice.UploadAsync("small.txt", "quarterly figures");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(small) is ["file.uploaded"], "a file that fits was taken as ever");
    }

    [Fact]
    public async Task A_row_for_which_there_is_no_room_is_refused_and_leaves_no_bytes_behind()
    {
        using var disk = await SmallDisk.CreateAsync("4m");
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        var content = Path.Combine(world.DataPath, "content");
        world.Settings["Content:Path"] = content;
        world.Settings["Data:Path"] = disk.PathInside;
        await using var service = world.StartProcess(disk);
        var alice = await Owner.SignInAsync(await service.AddressAsync(), "alice");
        var before = await alice.UploadAsync("before.txt", "quarterly figures");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(before) is ["file.uploaded"], "the first upload was audited");

        disk.Fill();
        for (var i = 0; i < 5; i++) await AssertNoRoomAsync(await alice.TryUploadAsync("lost.txt", "quarterly figures"));
        Assert.Single(Directory.GetFiles(content, "*", SearchOption.AllDirectories));

        disk.Empty();
        var after = await alice.UploadAsync("after.txt", "quarterly figures");
        await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(after) is ["file.uploaded"], "the next upload was audited");
        Assert.Equal(2, Directory.GetFiles(content, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_database_without_room_refuses_uploads_in_a_sentence_and_what_it_took_is_not_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small disk is made by means that only Linux has.");
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: false, disk: "64m");
        using var world = World.On(await server.CreateDatabaseOnDiskAsync());
        await using var app = App.Start(world);
        var alice = await app.OwnerAsync("alice");
        var taken = new List<Guid> { await alice.UploadAsync("before.txt", "quarterly figures") };

        await server.FillDiskAsync();
        HttpResponseMessage? refused = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                var answer = await alice.TryUploadAsync("some.txt", "quarterly figures");
                if (answer.StatusCode == HttpStatusCode.Created) taken.Add(await IdAsync(answer));
                else refused = answer;
                return refused is not null;
            },
            "an upload was refused");
        await AssertNoRoomAsync(refused!);

        await server.EmptyDiskAsync();
        await Eventually.IsTrueAsync(
            async () =>
            {
                var answer = await alice.TryUploadAsync("after.txt", "quarterly figures");
                if (answer.StatusCode == HttpStatusCode.Created) taken.Add(await IdAsync(answer));
                return answer.StatusCode == HttpStatusCode.Created;
            },
            "uploads were taken again");
        foreach (var file in taken)
            await Eventually.IsTrueAsync(async () => await alice.HistoryAsync(file) is ["file.uploaded"], $"{file} was audited");
        Assert.Equal(taken.Count, await app.ReadAsync(db => db.Set<FileAggregate>().CountAsync()));
        Assert.Equal(taken.Count, Directory.GetFiles(Path.Combine(world.DataPath, "content"), "*", SearchOption.AllDirectories).Length);
    }

    private static async Task<Guid> IdAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetGuid();

    private static async Task AssertNoRoomAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("The service has no room left, and nothing was changed; try again later.", problem.GetProperty("detail").GetString());
    }
}
