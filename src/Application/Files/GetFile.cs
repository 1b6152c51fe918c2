using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using MediatR;

namespace CleanFiles.Application.Files;

public sealed record GetFile(OwnerId Owner, FileId Id) : IRequest<FileView>;

internal sealed class GetFileHandler(IFiles files) : IRequestHandler<GetFile, FileView>
{
    public async Task<FileView> Handle(GetFile request, CancellationToken cancellationToken) =>
        FileView.Of(await files.GetAsync(request.Owner, request.Id, cancellationToken));
}
