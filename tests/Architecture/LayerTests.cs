using System.Reflection;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public class LayerTests
{
    private static readonly Rule<Assembly[]> Domain = new(
        2,
        "The domain mentions nothing but itself and System.",
        "Say it with the domain's own types, or ask for it through a port in src/Application/Ports.",
        assemblies => Mentions.AllowOnly(assemblies.In("CleanFiles.Domain"), "CleanFiles.Domain.*", "System.*"));

    private static readonly Rule<Assembly[]> Application = new(
        2,
        "The application mentions nothing but itself, the domain, MediatR's requests, FluentValidation, service registration and System.",
        "Put what needs a database, a broker or HTTP behind a port in src/Application/Ports; the adapter belongs to src/Infrastructure.",
        assemblies => Mentions.AllowOnly(
            assemblies.In("CleanFiles.Application"),
            "CleanFiles.Application.*", "CleanFiles.Domain.*", "System.*", "FluentValidation.*", "Microsoft.Extensions.DependencyInjection",
            "MediatR.IBaseRequest", "MediatR.IRequest", "MediatR.IRequest`1", "MediatR.IRequestHandler`2", "MediatR.Unit",
            "MediatR.IPipelineBehavior`2", "MediatR.RequestHandlerDelegate`1",
            "MediatR.IMediator", "MediatR.Mediator", "MediatR.ServiceFactory"));

    [Fact, Enforces(2)]
    public void Domain_mentions_nothing_but_itself_and_System()
    {
        Domain.HoldsFor(Code.Product);
        Domain.Catches(
            Code.Planted,
            from way in (string[])
            [
                "Base", "Field", "Array", "GenericArgument", "Constraint`1", "Parameter", "Local", "GenericCall", "TypeOf", "Lambda",
                "Async", "Iterator", "Catch", "Attribute", "AttributeArgument", "Delegate", "Nesting",
            ]
            select $"CleanFiles.Domain.By{way}");
    }

    [Fact, Enforces(2, 9, 28)]
    public void Application_mentions_only_the_domain_MediatR_requests_FluentValidation_and_registration()
    {
        Application.HoldsFor(Code.Product);
        Application.Catches(
            Code.Planted,
            "CleanFiles.Application.Files.SeesDatabase",
            "CleanFiles.Application.Files.SeesAdapter",
            "CleanFiles.Application.Files.SendsNotifications");
    }
}
