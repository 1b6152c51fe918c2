using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using MediatR;

namespace CleanFiles.Application.Files;

public sealed record GetContent(OwnerId Owner, FileId Id) : IRequest<FileContent>;

/// <param name="Bytes">Seekable; the caller disposes it.</param>
public sealed record FileContent(FileView File, Stream Bytes);

internal sealed class GetContentHandler(IFiles files, IContentStore content) : IRequestHandler<GetContent, FileContent>
{
    public async Task<FileContent> Handle(GetContent request, CancellationToken cancellationToken)
    {
        var file = await files.GetAsync(request.Owner, request.Id, cancellationToken);
        var bytes = await content.OpenAsync(request.Id, cancellationToken) ?? throw new FileNotFoundException(request.Id);
        return new FileContent(FileView.Of(file), bytes);
    }
}
