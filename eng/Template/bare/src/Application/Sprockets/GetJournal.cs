using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Sprockets;
using MediatR;

namespace CleanFiles.Application.Sprockets;

/// <summary>What happened, as far as the journal's keeper has heard of it.</summary>
public sealed record GetJournal(OwnerId Owner, SprocketId Id) : IRequest<Page<JournalEntry>>;

internal sealed class GetJournalHandler(IJournal journal) : IRequestHandler<GetJournal, Page<JournalEntry>>
{
    public async Task<Page<JournalEntry>> Handle(GetJournal request, CancellationToken cancellationToken) =>
        new(await journal.ReadAsync(request.Owner.Value, request.Id.ToString(), cancellationToken), Next: null);
}
