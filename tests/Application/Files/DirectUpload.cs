using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Tests.Files;

/// <summary>The same upload by direct calls, as docs/direct-call.md shows it (ADR 0035). It stands here because the service does it otherwise.</summary>
internal sealed class DirectUpload(
    IFiles files, IContentStore content, IUnitOfWork unitOfWork, ISearchIndex index, IMailer mailer, TimeProvider time)
{
    public async Task<FileView> HandleAsync(UploadFile request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = FileId.New(now);
        var (name, owner) = (new FileName(request.Name), request.Owner);
        var stored = await content.SaveAsync(id, request.Content, ct);
        var file = FileAggregate.Upload(id, owner, name, stored.Size, new ContentType(request.ContentType), stored.Sha256, now);
        files.Add(file);
        index.Put(id.Value, owner.Value, name.Value, text: "", file.Version);
        await unitOfWork.CommitAsync(ct);
        await mailer.SendAsync(new Mail(id.Value, owner.Value, $"{name} was uploaded", $"Your file {name} was stored."), ct);
        return FileView.Of(file);
    }
}
