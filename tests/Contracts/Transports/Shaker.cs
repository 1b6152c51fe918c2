using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using CleanFiles.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>
/// Makes any transport behave as badly as it may: everything comes twice, streams overtake each other, and now and then something comes
/// again that was acknowledged long ago.
/// </summary>
internal sealed class Shaker(ISubscriber inner, Random random) : ISubscriber
{
    private int _repeated;
    private int _swapped;
    private int _stale;

    public int Repeated => _repeated;

    public int Swapped => _swapped;

    public int Stale => _stale;

    /// <summary>Puts one around whatever subscriber is registered, and tells when it is made.</summary>
    public static void Around(IServiceCollection services, Random random, Action<Shaker> made)
    {
        services.Around<ISubscriber>((_, subscriber) =>
        {
            var shaker = new Shaker(subscriber, random);
            made(shaker);
            return shaker;
        });
    }

    public Task DeclareAsync(Subscription subscription, CancellationToken ct) => inner.DeclareAsync(subscription, ct);

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct)
    {
        var past = new List<Delivery>();
        return inner.RunAsync(subscription, HandleAsync, ct);

        async Task<IReadOnlyList<Verdict>> HandleAsync(IReadOnlyList<Delivery> batch, CancellationToken token)
        {
            var shuffled = Shuffle(batch);
            var verdicts = new Dictionary<Guid, Verdict>();
            List<Delivery> twice = [.. shuffled, .. shuffled.Select(Again)];
            // Both of a pair in one batch, if there is room: they must not harm each other there either.
            foreach (var part in twice.Chunk(twice.Count <= subscription.MaxBatch ? twice.Count : shuffled.Count))
                foreach (var (delivery, verdict) in part.Zip(await handler(part, token))) verdicts[delivery.Envelope.Id] = verdict;
            Interlocked.Add(ref _repeated, batch.Count);
            lock (past) past.AddRange(batch.Where(delivery => verdicts[delivery.Envelope.Id].Kind == VerdictKind.Ack));
            if (AnyOf(past) is { } old) await RepeatAsync(old, handler, token);
            return [.. batch.Select(delivery => verdicts[delivery.Envelope.Id])];
        }
    }

    /// <summary>Until it is acknowledged, as any transport would.</summary>
    private async Task RepeatAsync(Delivery old, DeliveryHandler handler, CancellationToken token)
    {
        Interlocked.Increment(ref _stale);
        while ((await handler([old], token))[0] is { Kind: not VerdictKind.Ack } verdict && !token.IsCancellationRequested)
            await Rest.ForAsync(verdict.After, TimeProvider.System, token);
    }

    /// <summary>The order within each stream stays.</summary>
    private List<Delivery> Shuffle(IReadOnlyList<Delivery> batch)
    {
        var streams = batch.GroupBy(delivery => delivery.Envelope.Stream).ToDictionary(stream => stream.Key, stream => new Queue<Delivery>(stream));
        var places = batch.Select(delivery => delivery.Envelope.Stream).ToArray();
        lock (random) random.Shuffle(places);
        List<Delivery> shuffled = [.. places.Select(stream => streams[stream].Dequeue())];
        Interlocked.Add(ref _swapped, shuffled.Zip(batch).Count(pair => pair.First != pair.Second));
        return shuffled;
    }

    private Delivery? AnyOf(List<Delivery> past)
    {
        lock (past)
            lock (random)
                return past.Count > 0 && random.Next(3) == 0 ? Again(past[random.Next(past.Count)]) : null;
    }

    private static Delivery Again(Delivery delivery) => delivery with { Attempt = delivery.Attempt + 1 };
}
