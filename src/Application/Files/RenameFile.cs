using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Files;

public sealed record RenameFile(OwnerId Owner, FileId Id, string Name) : IRequest<FileView>;

internal sealed class RenameFileValidator : AbstractValidator<RenameFile>
{
    public RenameFileValidator() => RuleFor(rename => rename.Name).FileName();
}

internal sealed class RenameFileHandler(IFiles files, IUnitOfWork unitOfWork, TimeProvider time) : IRequestHandler<RenameFile, FileView>
{
    public async Task<FileView> Handle(RenameFile request, CancellationToken cancellationToken)
    {
        var file = await files.GetAsync(request.Owner, request.Id, cancellationToken);
        file.Rename(new FileName(request.Name), time.Now());
        await unitOfWork.CommitAsync(cancellationToken);
        return FileView.Of(file);
    }
}
