using System.Globalization;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Files;

/// <summary>Everything the auditor recorded of one file, also when it is deleted by now.</summary>
/// <param name="Cursor">The version that the page before ended with.</param>
public sealed record GetHistory(OwnerId Owner, FileId Id, int Limit, string? Cursor) : IRequest<Page<AuditEntry>>;

internal sealed class GetHistoryValidator : AbstractValidator<GetHistory>
{
    public GetHistoryValidator()
    {
        RuleFor(history => history.Limit).PageLimit();
        RuleFor(history => history.Cursor).VersionCursor();
    }
}

internal sealed class GetHistoryHandler(IAuditTrail trail) : IRequestHandler<GetHistory, Page<AuditEntry>>
{
    public async Task<Page<AuditEntry>> Handle(GetHistory request, CancellationToken cancellationToken)
    {
        var oneMore = await trail.ReadAsync(request.Owner, request.Id, request.Limit + 1, request.Cursor.ToVersion(), cancellationToken);
        return Page<AuditEntry>.Of(oneMore, request.Limit, entry => entry.Version.ToString(CultureInfo.InvariantCulture), entry => entry);
    }
}
