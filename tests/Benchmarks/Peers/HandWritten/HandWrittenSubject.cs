using CleanFiles.Benchmarks.Load;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>The upper bound: the same durability, and nothing else (no order within a stream, no retries, versions or traces).</summary>
internal sealed class HandWrittenSubject(Job job) : OutboxSubject(job, Relay.Table)
{
    private Relay? _relay;

    public override Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        _relay = new Relay(Database, new Consumer(Database, effect).HandleAsync);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_relay is not null) await _relay.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void OnCommitted() => _relay?.Wake();
}
