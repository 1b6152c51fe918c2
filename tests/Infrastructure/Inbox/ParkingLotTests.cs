using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Inbox;

public sealed class ParkingLotTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(10)]
    public async Task Of_each_stream_only_the_first_is_due_and_the_oldest_event_comes_first(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var lot = database.Services.GetRequiredService<IParkingLot>();
        var (a1, a2, b1, c1) = (Some.Envelope("a", 1), Some.Envelope("a", 2), Some.Envelope("b", 1) with { Id = Guid.CreateVersion7(Some.Noon) }, Some.Envelope("c", 1));
        await lot.ParkAsync("mail", [At(a2, 0), At(a1, 2), At(b1, 1), At(c1, 60)], Some.Ct);
        await lot.ParkAsync("mail", [At(a1, 0), At(b1, 0)], Some.Ct);
        await lot.ParkAsync("other", [At(a1, 0)], Some.Ct);

        Assert.Equal([b1.Id, a1.Id], await DueAsync(lot, 10, []));
        Assert.Equal([b1.Id], await DueAsync(lot, 1, []));
        Assert.Equal([a1.Id], await DueAsync(lot, 10, [b1.Id]));
        Assert.Equal(Some.Noon.AddSeconds(60), await lot.NextDueAsync("mail", Some.Noon.AddSeconds(10), Some.Ct));
        Assert.Null(await lot.NextDueAsync("mail", Some.Noon.AddSeconds(60), Some.Ct));
        Assert.Equal(["a", "b", "c"], (await lot.StreamsAsync("mail", Some.Ct)).Order());

        Assert.Equal(["c"], await lot.RemoveAsync("mail", [a1, c1], Some.Ct));
        await lot.DelayAsync("mail", [At(b1, 50), At(c1, 0)], Some.Ct);
        Assert.Equal([a2.Id], await DueAsync(lot, 10, []));
        for (var n = 0; n < 2; n++) Assert.Equal(["a"], await lot.RemoveAsync("mail", [a2], Some.Ct));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_envelope_comes_back_as_it_was_parked(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var lot = database.Services.GetRequiredService<IParkingLot>();
        var envelope = Some.Envelope(data: "{\"name\": \"ü\"}") with { Headers = new EnvelopeHeaders("c", Guid.NewGuid(), "00-x") };
        await lot.ParkAsync("mail", [At(envelope, 0)], Some.Ct);
        var back = Assert.Single(await lot.DueAsync("mail", Some.Noon, [], 10, Some.Ct));
        Assert.Equal(envelope.Data.ToArray(), back.Data.ToArray());
        Assert.Equal(envelope with { Data = default }, back with { Data = default });
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(10)]
    public async Task What_is_parked_without_a_time_is_due_by_any_clock(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var lot = database.Services.GetRequiredService<IParkingLot>();
        var (first, second) = (Some.Envelope("a", 1), Some.Envelope("b", 1));
        await lot.ParkAsync("mail", [new ParkedEvent(first, ParkedEvent.AtOnce)], Some.Ct);
        await lot.ParkAsync("mail", [At(second, 0)], Some.Ct);
        await lot.DelayAsync("mail", [new ParkedEvent(second, ParkedEvent.AtOnce)], Some.Ct);
        var due = await lot.DueAsync("mail", DateTimeOffset.UnixEpoch, [], 10, Some.Ct);
        Assert.Equal(new[] { first.Id, second.Id }.Order(), due.Select(envelope => envelope.Id).Order());
    }

    private static ParkedEvent At(Envelope envelope, int seconds) => new(envelope, Some.Noon.AddSeconds(seconds));

    private static async Task<IEnumerable<Guid>> DueAsync(IParkingLot lot, int max, Guid[] leaveOut) =>
        (await lot.DueAsync("mail", Some.Noon.AddSeconds(10), leaveOut, max, Some.Ct)).Select(envelope => envelope.Id);
}
