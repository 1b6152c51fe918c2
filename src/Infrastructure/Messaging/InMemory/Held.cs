using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>One delivery in memory. The first to settle it wins: the handler's verdict, or the publish that could not wait for it.</summary>
internal sealed class Held(Envelope envelope, bool fromLot)
{
    private readonly TaskCompletionSource<Verdict?> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Envelope Envelope => envelope;

    /// <summary>It lies in the parking lot already, so the lot has to hear the verdict.</summary>
    public bool FromLot => fromLot;

    public bool IsSettled => _settled.Task.IsCompleted;

    /// <summary>The verdict; null when it was parked first.</summary>
    public Task<Verdict?> Settled => _settled.Task;

    public bool TryAnswer(Verdict verdict) => _settled.TrySetResult(verdict);

    public bool TryPark() => _settled.TrySetResult(null);
}
