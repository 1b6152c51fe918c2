using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Files;

/// <param name="Content">Read once, to its end, and never held in memory as a whole.</param>
public sealed record UploadFile(OwnerId Owner, string Name, string ContentType, Stream Content) : IRequest<FileView>;

internal sealed class UploadFileValidator : AbstractValidator<UploadFile>
{
    public UploadFileValidator()
    {
        RuleFor(upload => upload.Name).FileName();
        RuleFor(upload => upload.ContentType).ContentType();
    }
}

internal sealed class UploadFileHandler(IFiles files, IContentStore content, IUnitOfWork unitOfWork, TimeProvider time)
    : IRequestHandler<UploadFile, FileView>
{
    public async Task<FileView> Handle(UploadFile request, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var id = FileId.New(now);
        var stored = await content.SaveAsync(id, request.Content, cancellationToken);
        try
        {
            var file = FileAggregate.Upload(
                id, request.Owner, new FileName(request.Name), stored.Size, new ContentType(request.ContentType), stored.Sha256, now);
            files.Add(file);
            // From here on the client may go away: the content is stored, and shall get its row.
            await unitOfWork.CommitAsync(CancellationToken.None);
            return FileView.Of(file);
        }
        catch when (!unitOfWork.MayHaveCommitted)
        {
            await content.DeleteAsync(id, CancellationToken.None);
            throw;
        }
    }
}
