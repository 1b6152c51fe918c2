namespace CleanFiles.Infrastructure.Relay;

/// <summary>
/// A hold on the log, and how sure this relay can be that it still has it. Whatever it asks renews the hold; when it was silent for
/// longer than the lease, as a paused process is, others may have taken over: nothing is sent then before it has asked again.
/// </summary>
internal sealed class Hold(IOutboxReader reader, TimeProvider time, RelayOptions options) : IDisposable
{
    private CancellationTokenSource _sure = new(options.Lease, time);
    private long _askedAt = time.GetTimestamp();
    private long _keptAt = time.GetTimestamp();

    /// <summary>Cancelled when the hold may be lost: what is not sent by then must not be sent.</summary>
    public CancellationToken Sure => _sure.Token;

    public bool IsSure => Silence < options.Lease && !_sure.IsCancellationRequested;

    /// <summary>Reading and saving keep the hold too; but only this look tells what others have left.</summary>
    public TimeSpan UntilKeep => options.KeepEvery - time.GetElapsedTime(_keptAt);

    private TimeSpan Silence => time.GetElapsedTime(_askedAt);

    public Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max) => AskAsync(() => reader.ReadAsync(max, CancellationToken.None));

    public Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard) =>
        AskAsync(() => DoneAsync(reader.AdvanceAsync(lastOfEachShard, CancellationToken.None)));

    /// <exception cref="FencedOffException">The hold is lost.</exception>
    public async Task KeepAsync()
    {
        if (IsSure && UntilKeep > TimeSpan.Zero) return;
        var wasSure = IsSure;
        if (!wasSure) await _sure.CancelAsync();
        _keptAt = time.GetTimestamp();
        await AskAsync(() => DoneAsync(reader.KeepAsync(CancellationToken.None)));
        if (!wasSure) Renew();
    }

    public void Dispose() => _sure.Dispose();

    /// <summary>The time counts from before the question, since nobody knows when the server heard it.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        var at = time.GetTimestamp();
        var answer = await ask();
        _askedAt = at;
        if (options.Lease - Silence is var left && left > TimeSpan.Zero) _sure.CancelAfter(left);
        return answer;
    }

    private void Renew()
    {
        _sure.Dispose();
        _sure = new CancellationTokenSource(options.Lease, time);
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }
}
