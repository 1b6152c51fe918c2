using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Sprockets;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Sprockets;

public sealed record CreateSprocket(OwnerId Owner, string Title) : IRequest<SprocketView>;

internal sealed class CreateSprocketValidator : AbstractValidator<CreateSprocket>
{
    public CreateSprocketValidator() => RuleFor(request => request.Title).Obeys(Sprocket.TitleProblem);
}

internal sealed class CreateSprocketHandler(ISprockets store, IUnitOfWork unitOfWork, TimeProvider time) : IRequestHandler<CreateSprocket, SprocketView>
{
    public async Task<SprocketView> Handle(CreateSprocket request, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var created = Sprocket.Create(SprocketId.New(now), request.Owner, request.Title, now);
        store.Add(created);
        await unitOfWork.CommitAsync(cancellationToken);
        return SprocketView.Of(created);
    }
}
