using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Inbox;

public sealed class ParkedLeftoversTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(25)]
    public async Task What_was_parked_is_tried_again_in_the_order_of_its_stream_and_only_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var (a1, a2, b1) = (Some.Envelope("a", 1), Some.Envelope("a", 2), Some.Envelope("b", 1));
        var failures = database.Services.GetRequiredService<IFailedDeliveries>();
        await failures.CountAsync("mail", b1, new IOException("its own"), 10, Some.Ct);
        await ParkAsync(database, a2, a1, b1);

        for (var n = 0; n < 2; n++) await Leftovers(database).StartAsync(Some.Ct);

        Assert.Equal(0, await database.CountAsync("parked_deliveries"));
        Assert.Equal(3, await database.CountAsync("failed_deliveries"));
        Assert.Equal(new[] { a1.Id, b1.Id }.Order(), (await ClaimAsync(database)).Order());
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) as \"Value\" from failed_deliveries where error like '%its own%'"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(25)]
    public async Task One_that_is_dead_stays_dead(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var envelope = Some.Envelope();
        await database.Services.GetRequiredService<IFailedDeliveries>().CountAsync("mail", envelope, new IOException("its own"), 1, Some.Ct);
        await ParkAsync(database, envelope);
        await Leftovers(database).StartAsync(Some.Ct);
        Assert.Equal(0, await database.CountAsync("parked_deliveries"));
        Assert.Empty(await ClaimAsync(database));
        var letters = await new DeadLetterBox(database.Services.GetRequiredService<Transactions>()).ListAsync(new DeadLetterFilter(), 10, Some.Ct);
        Assert.Equal(envelope.Id, Assert.Single(letters).EventId);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(25)]
    public async Task Processes_that_start_at_once_share_them_out(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var envelopes = Enumerable.Range(0, 230).Select(n => Some.Envelope($"s{n % 7}", n)).ToArray();
        await ParkAsync(database, envelopes);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Leftovers(database).StartAsync(Some.Ct))));
        Assert.Equal(0, await database.CountAsync("parked_deliveries"));
        Assert.Equal(230, await database.CountAsync("failed_deliveries"));
        Assert.Equal(7, (await ClaimAsync(database)).Count);
    }

    private static ParkedLeftovers Leftovers(TestDatabase database) =>
        new(database.Services.GetRequiredService<Transactions>(), TimeProvider.System, new RecordingLogger<ParkedLeftovers>());

    private static Task ParkAsync(TestDatabase database, params Application.Ports.Envelope[] envelopes) =>
        database.Services.GetRequiredService<IParkingLot>().ParkAsync("mail", [.. envelopes.Select(one => new ParkedEvent(one, Some.Noon))], Some.Ct);

    private static async Task<List<Guid>> ClaimAsync(TestDatabase database)
    {
        var replays = new StoredReplays(database.Services.GetRequiredService<Transactions>(), TimeProvider.System);
        return [.. (await replays.ClaimAsync("mail", DateTimeOffset.UtcNow.AddHours(1), 100, Some.Ct)).Select(envelope => envelope.Id)];
    }
}
