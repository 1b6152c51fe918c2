using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Sprockets;
using MediatR;

namespace CleanFiles.Application.Sprockets;

public sealed record GetSprocket(OwnerId Owner, SprocketId Id) : IRequest<SprocketView>;

internal sealed class GetSprocketHandler(ISprockets store) : IRequestHandler<GetSprocket, SprocketView>
{
    public async Task<SprocketView> Handle(GetSprocket request, CancellationToken cancellationToken) =>
        await store.FindAsync(request.Id, cancellationToken) is { } found && found.Owner == request.Owner
            ? SprocketView.Of(found)
            : throw new SprocketNotFoundException(request.Id);
}
