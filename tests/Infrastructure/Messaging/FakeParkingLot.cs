using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.InMemory;

namespace CleanFiles.Infrastructure.Tests.Messaging;

/// <summary>A parking lot in memory that outlives the bus, counts what is asked of it and fails when told.</summary>
internal sealed class FakeParkingLot : IParkingLot
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Consumer, Guid Id), ParkedEvent> _rows = [];

    public bool FailsToWrite { get; set; }

    public bool FailsToRead { get; set; }

    public Func<bool> Breaks { get; set; } = () => false;

    public int Reads { get; private set; }

    public int Delays { get; private set; }

    public int Count
    {
        get { lock (_lock) return _rows.Count; }
    }

    public IReadOnlyList<ParkedEvent> Rows(string consumer)
    {
        lock (_lock) return [.. _rows.Where(row => row.Key.Consumer == consumer).Select(row => row.Value)];
    }

    public Task ParkAsync(string consumer, IReadOnlyCollection<ParkedEvent> events, CancellationToken ct) => WriteAsync(() =>
    {
        foreach (var parked in events) _rows.TryAdd((consumer, parked.Envelope.Id), parked);
        return true;
    });

    public Task DelayAsync(string consumer, IReadOnlyCollection<ParkedEvent> events, CancellationToken ct) => WriteAsync(() =>
    {
        Delays++;
        foreach (var parked in events)
            if (_rows.ContainsKey((consumer, parked.Envelope.Id))) _rows[(consumer, parked.Envelope.Id)] = parked;
        return true;
    });

    public Task<IReadOnlyList<string>> RemoveAsync(string consumer, IReadOnlyCollection<Envelope> handled, CancellationToken ct) =>
        WriteAsync<IReadOnlyList<string>>(() =>
        {
            foreach (var envelope in handled) _rows.Remove((consumer, envelope.Id));
            return [.. handled.Select(envelope => envelope.Stream).Except(Of(consumer).Select(row => row.Envelope.Stream))];
        });

    public Task<IReadOnlyList<Envelope>> DueAsync(
        string consumer, DateTimeOffset now, IReadOnlyCollection<Guid> leaveOut, int max, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<Envelope>>(() => [.. Of(consumer)
            .GroupBy(row => row.Envelope.Stream).Select(stream => stream.MinBy(row => row.Envelope.Version)!)
            .Where(row => row.NotBefore <= now && !leaveOut.Contains(row.Envelope.Id))
            .OrderBy(row => row.Envelope.Id).Take(max).Select(row => row.Envelope)]);

    public Task<DateTimeOffset?> NextDueAsync(string consumer, DateTimeOffset now, CancellationToken ct) => ReadAsync<DateTimeOffset?>(
        () => Of(consumer).Where(row => row.NotBefore > now).OrderBy(row => row.NotBefore).FirstOrDefault()?.NotBefore);

    public Task<IReadOnlyList<string>> StreamsAsync(string consumer, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<string>>(() => [.. Of(consumer).Select(row => row.Envelope.Stream).Distinct()]);

    private IEnumerable<ParkedEvent> Of(string consumer) => _rows.Where(row => row.Key.Consumer == consumer).Select(row => row.Value);

    private async Task<T> WriteAsync<T>(Func<T> write)
    {
        await Task.Yield();
        lock (_lock) return FailsToWrite || Breaks() ? throw new IOException("the lot cannot be written") : write();
    }

    private async Task<T> ReadAsync<T>(Func<T> read)
    {
        await Task.Yield();
        lock (_lock)
        {
            Reads++;
            return FailsToRead || Breaks() ? throw new IOException("the lot cannot be read") : read();
        }
    }
}
