using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Files;

public sealed record ListFiles(OwnerId Owner, int Limit, string? Cursor) : IRequest<Page<FileView>>;

internal sealed class ListFilesValidator : AbstractValidator<ListFiles>
{
    public ListFilesValidator()
    {
        RuleFor(list => list.Limit).PageLimit();
        RuleFor(list => list.Cursor).Cursor();
    }
}

internal sealed class ListFilesHandler(IFiles files) : IRequestHandler<ListFiles, Page<FileView>>
{
    public async Task<Page<FileView>> Handle(ListFiles request, CancellationToken cancellationToken)
    {
        var oneMore = await files.ListAsync(request.Owner, request.Limit + 1, request.Cursor.ToCursor(), cancellationToken);
        return Page<FileView>.Of(oneMore, request.Limit, file => new Cursor(file.UploadedAt, file.Id.Value).ToString(), FileView.Of);
    }
}
