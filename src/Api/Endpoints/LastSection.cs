using Microsoft.AspNetCore.WebUtilities;

namespace CleanFiles.Api.Endpoints;

/// <summary>The body of a section that must be the last one. Its end is told only after making sure that nothing else follows.</summary>
internal sealed class LastSection(Stream body, MultipartReader reader) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Multipart.GuardAsync(() => body.ReadAsync(buffer, cancellationToken));
        if (read == 0 && !buffer.IsEmpty && await reader.NextAsync(cancellationToken) is not null)
            throw new BadHttpRequestException("The body has more than one field; send one file a request.");
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
