using System.Reflection;
using CleanFiles.Application.Behaviors;
using CleanFiles.Application.Events;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Application;

public static class DependencyInjection
{
    /// <summary>Registers use cases, validators, the catalogue and the mapper. Consumers are found by the host that runs them.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddSingleton(EventCatalogue.Default);
        services.AddSingleton<EventMapper>();
        foreach (var (contract, implementation) in Implementations(typeof(IRequestHandler<,>))) services.AddScoped(contract, implementation);
        foreach (var (contract, implementation) in Implementations(typeof(IValidator<>))) services.AddSingleton(contract, implementation);
        return services;
    }

    private static IEnumerable<(Type Contract, Type Implementation)> Implementations(Type openInterface) =>
        from type in Assembly.GetExecutingAssembly().GetTypes()
        where type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == openInterface
        select (contract, type);
}
