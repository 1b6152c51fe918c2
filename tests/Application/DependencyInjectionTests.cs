using System.Reflection;
using CleanFiles.Application.Behaviors;
using CleanFiles.Application.Files;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Application.Tests;

public class DependencyInjectionTests
{
    private static readonly Assembly Application = typeof(UploadFile).Assembly;
    private readonly ServiceCollection _services = [];

    public DependencyInjectionTests() => _services.AddApplication();

    [Fact, Enforces(9)]
    public void Every_request_has_exactly_one_handler()
    {
        var handlers = Closed(typeof(IRequest<>))
            .Select(pair => typeof(IRequestHandler<,>).MakeGenericType(pair.Type, pair.Argument))
            .ToList();

        Assert.NotEmpty(handlers);
        Assert.All(handlers, handler => Assert.Single(_services, service => service.ServiceType == handler));
    }

    [Fact]
    public void Every_validator_is_registered_for_its_request()
    {
        var validators = Closed(typeof(IValidator<>)).ToList();

        Assert.NotEmpty(validators);
        Assert.All(validators, validator => Assert.Single(_services, service =>
            service.ServiceType == typeof(IValidator<>).MakeGenericType(validator.Argument)
            && service.ImplementationType == validator.Type));
    }

    [Fact, Enforces(9)]
    public void Validation_is_part_of_every_requests_way() => Assert.Single(_services, service =>
        service.ServiceType == typeof(IPipelineBehavior<,>) && service.ImplementationType == typeof(ValidationBehavior<,>));

    private static IEnumerable<(Type Type, Type Argument)> Closed(Type open) =>
        from type in Application.GetTypes()
        where type is { IsClass: true, IsAbstract: false }
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == open
        select (type, contract.GenericTypeArguments[0]);
}
