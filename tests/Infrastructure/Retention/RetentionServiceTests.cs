using CleanFiles.Infrastructure.Retention;
using CleanFiles.Support;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class RetentionServiceTests : IDisposable
{
    private readonly CountingTime _time = new();
    private readonly ITurns _turns = Substitute.For<ITurns>();
    private readonly IRetention _first = Kind("first");
    private readonly IRetention _second = Kind("second");
    private readonly RecordingLogger<RetentionService> _log = new();
    private readonly RetentionOptions _options = new();
    private readonly RetentionService _service;

    public RetentionServiceTests()
    {
        _turns.TryTakeAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(_ => Substitute.For<IAsyncDisposable>());
        _service = new RetentionService([_first, _second], _turns, _time, _options, _log);
    }

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task It_runs_soon_after_the_start_and_then_now_and_again_until_it_is_stopped()
    {
        await _service.StartAsync(Some.Ct);
        await WaitsAsync(1);
        _time.Advance(_options.FirstAfter);
        await WaitsAsync(2);
        await _second.Received(1).RunAsync(Arg.Any<CancellationToken>());
        _time.Advance(_options.Every);
        await WaitsAsync(3);
        await _second.Received(2).RunAsync(Arg.Any<CancellationToken>());

        await _service.StopAsync(Some.Ct);

        Assert.True(_service.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact, Enforces(18)]
    public async Task What_fails_is_a_warning_stops_nothing_else_and_is_tried_again_in_the_next_run()
    {
        _first.RunAsync(Arg.Any<CancellationToken>()).ThrowsAsync(new IOException("The database is away."));
        await RunOnceAsync();

        await _second.Received(1).RunAsync(Arg.Any<CancellationToken>());
        Assert.Equal(["Warning: Retention of first failed; the next run tries again."], _log.Lines);
        _time.Advance(_options.Every);
        await WaitsAsync(3);
        await _first.Received(2).RunAsync(Arg.Any<CancellationToken>());
    }

    [Fact, Enforces(18)]
    public async Task What_another_process_is_busy_with_is_left_to_it()
    {
        _turns.TryTakeAsync("first", Arg.Any<CancellationToken>()).Returns((IAsyncDisposable?)null);
        await RunOnceAsync();

        await _first.DidNotReceive().RunAsync(Arg.Any<CancellationToken>());
        await _second.Received(1).RunAsync(Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Only_a_run_that_removed_something_is_told()
    {
        _second.RunAsync(Arg.Any<CancellationToken>()).Returns(3);
        await RunOnceAsync();

        Assert.Equal(["Information: Retention removed 3 second."], _log.Lines);
    }

    private static IRetention Kind(string name)
    {
        var kind = Substitute.For<IRetention>();
        kind.Name.Returns(name);
        return kind;
    }

    private async Task RunOnceAsync()
    {
        await _service.StartAsync(Some.Ct);
        await WaitsAsync(1);
        _time.Advance(_options.FirstAfter);
        await WaitsAsync(2);
    }

    /// <summary>Each wait of the loop asks for one timer.</summary>
    private Task WaitsAsync(int timers) => Eventually.IsTrueAsync(() => _time.Timers == timers, $"it waited for the {timers}. time");
}
