using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.FeatureFolder;

public sealed record Sprocket(OwnerId Owner, Guid Id) : IRequest;

internal sealed class SprocketValidator : AbstractValidator<Sprocket>
{
    public SprocketValidator() => RuleFor(request => request.Id).NotEmpty();
}

internal sealed class SprocketHandler(IUnitOfWork unitOfWork) : IRequestHandler<Sprocket, Unit>
{
    public async Task<Unit> Handle(Sprocket request, CancellationToken cancellationToken)
    {
        await Task.FromException(new NotImplementedException("Load the aggregate, and have it do what was asked."));
        await unitOfWork.CommitAsync(cancellationToken);
        return Unit.Value;
    }
}
