using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using MediatR;

namespace CleanFiles.Application.Files;

/// <summary>Everything the auditor recorded of one file, also when it is deleted by now.</summary>
public sealed record GetHistory(OwnerId Owner, FileId Id) : IRequest<Page<AuditEntry>>;

internal sealed class GetHistoryHandler(IAuditTrail trail) : IRequestHandler<GetHistory, Page<AuditEntry>>
{
    public async Task<Page<AuditEntry>> Handle(GetHistory request, CancellationToken cancellationToken) =>
        new(await trail.ReadAsync(request.Owner, request.Id, cancellationToken), Next: null);
}
