using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using MediatR;

namespace CleanFiles.Application.Files;

/// <summary>Deletes the file at once; its content goes later, by the content reaper.</summary>
public sealed record DeleteFile(OwnerId Owner, FileId Id) : IRequest;

internal sealed class DeleteFileHandler(IFiles files, IUnitOfWork unitOfWork, TimeProvider time) : IRequestHandler<DeleteFile, Unit>
{
    public async Task<Unit> Handle(DeleteFile request, CancellationToken cancellationToken)
    {
        var file = await files.GetAsync(request.Owner, request.Id, cancellationToken);
        file.Delete(time.Now());
        files.Remove(file);
        await unitOfWork.CommitAsync(cancellationToken);
        return Unit.Value;
    }
}
