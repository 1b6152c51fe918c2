using CleanFiles.Infrastructure.Consuming;

namespace CleanFiles.Infrastructure.Tests.Consuming;

public sealed class PlacesTests
{
    private readonly CountingTime _time = new();

    [Fact]
    [Enforces(8)]
    public async Task No_more_get_in_than_there_are_places_and_those_who_wait_get_theirs_in_turn()
    {
        var places = new Places(_time, 2);
        var first = await places.TakeAsync(Some.Ct);
        await places.TakeAsync(Some.Ct);
        var (third, fourth) = (places.TakeAsync(Some.Ct), places.TakeAsync(Some.Ct));
        Assert.False(third.IsCompleted || fourth.IsCompleted);
        first.Dispose();
        await third;
        Assert.False(fourth.IsCompleted);
    }

    [Fact]
    [Enforces(8)]
    public async Task Whoever_hangs_gives_its_place_away_and_never_twice()
    {
        var places = new Places(_time, 1);
        var hanging = await places.TakeAsync(Some.Ct);
        var second = places.TakeAsync(Some.Ct);
        _time.Advance(Places.KeptFor - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var quick = await second;
        hanging.Dispose();
        var third = places.TakeAsync(Some.Ct);
        Assert.False(third.IsCompleted);
        quick.Dispose();
        await third;
    }

    [Fact]
    public async Task Nobody_takes_a_place_after_having_given_up_waiting_for_it()
    {
        using var impatient = new CancellationTokenSource();
        var places = new Places(_time, 1);
        var first = await places.TakeAsync(Some.Ct);
        var second = places.TakeAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        await places.TakeAsync(Some.Ct);
    }
}
