namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>
/// How long one publish waits for its subscriptions (ADR 0010). One that is slow holds up those that are quick; where all are equally slow,
/// as many are on a busy machine, nobody is held up, and to write down what waits would only make them slower.
/// </summary>
internal sealed class Patience(TimeProvider time, InMemoryOptions options)
{
    private readonly long _began = time.GetTimestamp();
    private long _throughAt = long.MinValue;

    /// <summary>To be told when a subscription has answered for all that waited there; the first one counts.</summary>
    public void Through() => Interlocked.CompareExchange(ref _throughAt, time.GetTimestamp(), long.MinValue);

    /// <summary>Until a subscription has settled all, or is too far behind the quickest one.</summary>
    public async Task WaitAsync(Task all, CancellationToken ct)
    {
        for (var left = options.HoldFor; left > TimeSpan.Zero; left = Left())
        {
            try
            {
                await all.WaitAsync(left, time, ct);
                return;
            }
            catch (TimeoutException)
            {
                // Another one may have been through since.
            }
        }
    }

    private TimeSpan Left()
    {
        var behind = Volatile.Read(ref _throughAt) is var at and not long.MinValue ? time.GetElapsedTime(at) : TimeSpan.Zero;
        var (left, most) = (options.HoldFor - behind, InMemoryOptions.MaxHoldFor - time.GetElapsedTime(_began));
        // A timer cuts off the rest, and would end too early, again and again.
        return TimeSpan.FromMilliseconds(Math.Ceiling((left < most ? left : most).TotalMilliseconds));
    }
}
