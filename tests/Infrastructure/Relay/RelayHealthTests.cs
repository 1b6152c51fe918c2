using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Telemetry;
using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Relay;

public sealed class RelayHealthTests
{
    [Fact]
    public async Task It_tells_whether_the_circuit_is_open_and_when_it_is_tried_again()
    {
        var status = new RelayStatus();
        var health = new RelayHealth(status);
        Assert.Equal(Health.Healthy, await health.CheckAsync(Some.Ct));
        status.Problem = "no route";
        Assert.Equal(new Health(HealthState.Degraded, "Events wait in the outbox; the log says why."), await health.CheckAsync(Some.Ct));
        status.ProbeAt = new DateTimeOffset(2026, 3, 2, 14, 0, 7, TimeSpan.FromHours(2));
        Assert.Equal(
            new Health(HealthState.Degraded, "The circuit is open and is tried again at 2026-03-02T12:00:07Z. Events wait in the outbox; the log says why."),
            await health.CheckAsync(Some.Ct));
    }

    [Fact]
    public async Task A_relay_that_could_not_open_the_outbox_yet_is_no_healthy_one()
    {
        await using var rig = new RelayRig();
        var opening = new TaskCompletionSource();
        rig.Outbox.Opening = opening.Task;
        rig.Start();
        await Eventually.IsTrueAsync(
            async () => (await new RelayHealth(rig.Status).CheckAsync(Some.Ct)).State == HealthState.Degraded, "it said so", TimeSpan.FromSeconds(20));
        opening.SetResult();
        await rig.Time.UntilAsync(() => rig.Status.Problem is null, "it opened");
    }

    [Fact]
    public async Task An_open_circuit_tells_its_time_until_publishing_goes_on()
    {
        await using var rig = new RelayRig();
        var works = false;
        rig.Publisher.Answer = call => Task.FromResult(call.All(works ? PublishResult.Accepted : PublishResult.Unavailable("no route")));
        rig.Outbox.Append("a", 1);
        rig.Start();
        await rig.Time.UntilAsync(() => rig.Status.ProbeAt is not null, "the circuit opened");
        Assert.InRange(rig.Status.ProbeAt!.Value, Some.Noon, rig.Time.GetUtcNow() + rig.Options.MaxPause);
        works = true;
        await rig.AcceptedAsync("a1");
        await rig.Time.UntilAsync(() => rig.Status.Problem is null, "the circuit closed");
        Assert.Null(rig.Status.ProbeAt);
    }
}
