using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests.Waiting;

public sealed class CircuitTests
{
    private readonly FakeTimeProvider _time = Some.Time;
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new Circuit(_time, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));

    [Fact]
    public void While_closed_everything_goes()
    {
        Assert.Equal(TimeSpan.Zero, _circuit.Wait);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.False(Enter().IsProbe));
    }

    [Fact]
    [Enforces(6, 17)]
    public void An_outage_opens_it_and_after_a_pause_one_call_probes()
    {
        Open();
        Assert.Equal("down", _circuit.Problem);
        Assert.Equal(TimeSpan.FromSeconds(1), _circuit.Wait);
        Assert.Null(_circuit.TryEnter());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, _circuit.Wait);
        Assert.True(Enter().IsProbe);
        Assert.Null(_circuit.TryEnter());
        Assert.Null(_circuit.Wait);
    }

    [Fact]
    public void A_probe_that_succeeds_closes_it()
    {
        Open();
        Assert.True(_circuit.Succeeded(Probe()));
        Assert.Null(_circuit.Problem);
        Assert.False(Enter().IsProbe);
    }

    [Fact]
    public void The_pause_doubles_with_each_failing_probe_up_to_the_longest_and_begins_anew_after_a_success()
    {
        Open();
        Assert.Equal([2, 3, 3], FailProbes(3));
        _circuit.Succeeded(Probe());
        Open();
        Assert.Equal(TimeSpan.FromSeconds(1), _circuit.Wait);
    }

    [Fact]
    public void Calls_that_were_under_way_when_it_opened_lengthen_no_pause()
    {
        var (first, second) = (Enter(), Enter());
        Assert.True(_circuit.Failed(first, "down"));
        Assert.False(_circuit.Failed(second, "down"));
        Assert.Equal(TimeSpan.FromSeconds(1), _circuit.Wait);
    }

    [Fact]
    public void Calls_that_were_under_way_when_it_opened_are_not_taken_for_the_probe()
    {
        var (first, second, third) = (Enter(), Enter(), Enter());
        _circuit.Failed(first, "down");
        var probe = Probe();

        Assert.False(_circuit.Failed(second, "down"));
        Assert.Null(_circuit.Wait);
        Assert.False(_circuit.Succeeded(third));
        Assert.Null(_circuit.Wait);

        Assert.True(_circuit.Succeeded(probe));
    }

    [Fact]
    public void A_call_of_an_earlier_outage_does_not_open_it_again()
    {
        var (first, slow) = (Enter(), Enter());
        _circuit.Failed(first, "down");
        _circuit.Succeeded(Probe());
        Assert.False(_circuit.Failed(slow, "down"));
        Assert.Null(_circuit.Problem);
    }

    [Fact]
    public void A_probe_that_told_nothing_makes_room_for_the_next_at_once_and_lengthens_no_pause()
    {
        Open();
        var probe = Probe();
        _circuit.ToldNothing(probe);
        Assert.Equal(TimeSpan.Zero, _circuit.Wait);
        _circuit.Failed(Probe(), "down");
        Assert.Equal(TimeSpan.FromSeconds(2), _circuit.Wait);
        _circuit.ToldNothing(probe);
        Assert.Equal("down", _circuit.Problem);
    }

    private Circuit.Pass Enter() => _circuit.TryEnter()!.Value;

    private void Open() => Assert.True(_circuit.Failed(Enter(), "down"));

    private Circuit.Pass Probe()
    {
        _time.Advance(_circuit.Wait!.Value);
        return Enter();
    }

    private IEnumerable<double> FailProbes(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _circuit.Failed(Probe(), "down");
            yield return _circuit.Wait!.Value.TotalSeconds;
        }
    }
}
