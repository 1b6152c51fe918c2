using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Files;

public sealed record SearchFiles(OwnerId Owner, string Query, int Limit) : IRequest<Page<SearchHit>>;

internal sealed class SearchFilesValidator : AbstractValidator<SearchFiles>
{
    public const int MaxQueryLength = 200;

    public SearchFilesValidator()
    {
        RuleFor(search => search.Query).NotEmpty().WithMessage("The query (q) must not be empty.");
        RuleFor(search => search.Query).MaximumLength(MaxQueryLength)
            .WithMessage($"The query (q) must not be longer than {MaxQueryLength} characters.");
        RuleFor(search => search.Query).Must(query => query?.Any(char.IsControl) != true)
            .WithMessage("The query (q) must not contain control characters.");
        RuleFor(search => search.Limit).PageLimit();
    }
}

internal sealed class SearchFilesHandler(ISearchIndex index) : IRequestHandler<SearchFiles, Page<SearchHit>>
{
    public async Task<Page<SearchHit>> Handle(SearchFiles request, CancellationToken cancellationToken) =>
        new(await index.SearchAsync(request.Owner, request.Query, request.Limit, cancellationToken), Next: null);
}
