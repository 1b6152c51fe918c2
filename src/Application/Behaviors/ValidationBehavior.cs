using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Behaviors;

/// <summary>Runs every validator of a request before its handler sees it.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var failures = validators.Select(v => v.Validate(request)).SelectMany(result => result.Errors).ToList();
        return failures.Count == 0 ? await next() : throw new ValidationException(failures);
    }
}
