using System.Net;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>A file of which a little is sent, and then no more until it is told to give up.</summary>
internal sealed class DawdlingContent : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => _begun.Task;

    public void GiveUp() => _givenUp.TrySetException(new IOException("Given up."));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(new byte[64 * 1024]);
        await stream.FlushAsync();
        _begun.SetResult();
        await _givenUp.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 1024 * 1024;
        return true;
    }
}
