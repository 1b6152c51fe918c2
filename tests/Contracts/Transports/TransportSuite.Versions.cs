using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    [Theory, MemberData(nameof(Databases)), Enforces(21)]
    public async Task Events_of_a_version_1_producer_reach_a_version_2_consumer_as_version_2(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.Two);
        var written = Interleaved(streams: 5, Enumerable.Range(1, 4), Release.One);

        await world.WriteAsync(written);

        await AllIsHandledOnceAsync(world, written, readAs: 2);
    }

    [Theory, MemberData(nameof(Databases)), Enforces(21)]
    public async Task Events_of_a_version_2_producer_reach_a_version_1_consumer_as_version_1(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.One);
        var written = Interleaved(streams: 5, Enumerable.Range(1, 4), Release.Two);

        await world.WriteAsync(written);

        await AllIsHandledOnceAsync(world, written, readAs: 1);
    }

    [Theory, MemberData(nameof(Databases)), Enforces(21)]
    public async Task A_consumer_left_at_version_1_is_given_both_versions_as_version_1_by_a_build_that_knows_version_2(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.TwoForReadersOfOne);
        var written = Interleaved(streams: 5, Enumerable.Range(1, 4), Release.One, Release.Two);

        await world.WriteAsync(written);

        await AllIsHandledOnceAsync(world, written, readAs: 1);
    }

    /// <summary>Above, envelopes are written by the test; here an aggregate raises the event, in this build as it is.</summary>
    [Theory, MemberData(nameof(Databases)), Enforces(21)]
    public async Task An_upload_of_this_build_reaches_a_consumer_that_only_knows_version_1(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.One);

        await UploadAsync(world, "report.txt");

        await Eventually.IsTrueAsync(
            async () =>
            {
                Assert.Empty((await world.DeadLettersAsync()).Select(letter => letter.Reason));
                return await world.ReadAsync(Diary.CountAsync) >= Diary.Consumers.Length;
            },
            "the upload was handled");
        var diary = await world.ReadAsync(Diary.ReadAsync);
        Assert.Equal(Diary.Consumers.Order(), diary.Select(entry => entry.Consumer).Order());
        Assert.All(diary, entry =>
        {
            Assert.Equal(1, entry.ReadAs);
            Assert.Contains("\"name\":\"report.txt\"", entry.Event, StringComparison.Ordinal);
        });
        Assert.All(world.Diary.Met, met => Assert.Equal((2, 1), (met.Envelope.SchemaVersion, met.Envelope.ReadableAs)));
    }

    [Theory, MemberData(nameof(Databases)), Enforces(21)]
    public async Task Both_versions_lying_in_outbox_and_transport_are_handled_as_version_2_once_that_is_deployed(string database)
    {
        await using var world = await CreateWorldAsync(database);

        var lying = await LieAsync(world, Release.One);
        await world.DeployAsync(Release.Two);

        await AllIsHandledOnceAsync(world, lying, readAs: 2);
    }

    [Theory, MemberData(nameof(Databases)), Enforces(21)]
    public async Task Both_versions_lying_in_outbox_and_transport_are_handled_as_version_1_when_that_is_brought_back(string database)
    {
        await using var world = await CreateWorldAsync(database);

        var lying = await LieAsync(world, Release.Two);
        await world.DeployAsync(Release.One);

        await AllIsHandledOnceAsync(world, lying, readAs: 1);
    }

    /// <summary>Leaves half of the events in the transport, since the release that published them cannot handle them, and half in the outbox.</summary>
    private static async Task<IReadOnlyCollection<Envelope>> LieAsync(World world, Release release)
    {
        await world.DeployAsync(release);
        world.Diary.Breaks = _ => true;
        var accepted = Interleaved(streams: 6, Enumerable.Range(1, 6), Release.One, Release.Two);
        await world.WriteAsync(accepted);
        await Eventually.IsTrueAsync(world.HasPublishedAllAsync, "the transport had accepted everything");
        await world.StopAsync();
        var pending = Interleaved(streams: 6, Enumerable.Range(7, 6), Release.One, Release.Two);
        await world.WriteAsync(pending);

        Assert.False(await world.HasPublishedAllAsync());
        Assert.Equal(0, await world.ReadAsync(Diary.CountAsync));
        world.Diary.Breaks = _ => false;
        return [.. accepted, .. pending];
    }

    private static async Task UploadAsync(World world, string name)
    {
        await using var scope = world.Office.CreateAsyncScope();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        scope.ServiceProvider.GetRequiredService<IFiles>().Add(FileAggregate.Upload(
            FileId.New(now), new OwnerId("alice"), new FileName(name), 5, new ContentType("text/plain"), new Sha256(new string('a', 64)), now));
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(CancellationToken.None);
    }
}
