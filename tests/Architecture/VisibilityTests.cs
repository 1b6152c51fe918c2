using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public class VisibilityTests
{
    /// <summary>What other projects need by name; everything else that is public is data, an exception or an interface.</summary>
    private static readonly string[] PublicServices =
    [
        "CleanFiles.Application.Clock", // An extension of TimeProvider, which is the interface.
        "CleanFiles.Application.DependencyInjection",
        "CleanFiles.Application.PageLimits",
        "CleanFiles.Application.PrintableText", // An extension of string.
        "CleanFiles.Application.Consumers.ConsumerAttribute",
        "CleanFiles.Application.Consumers.Effect",
        "CleanFiles.Application.Events.EventCatalogue",
        "CleanFiles.Application.Events.EventMapper",
        "CleanFiles.Application.Ports.DeliveryHandler",
    ];

    private static readonly Rule<Type[]> Sealed = new(
        2,
        "A class is sealed unless another derives from it.",
        "Seal it; open it when the first class that derives from it comes.",
        types => from type in types
                 where !type.IsAbstract && !types.Any(other => other.BaseType == type)
                 select new Finding(type.FullName!, type.IsSealed ? null : "is neither sealed nor derived from"));

    private static readonly Rule<Type[]> Hidden = new(
        2,
        "Outside the domain a class is internal unless it is a record, an exception or on the list.",
        $"Make it internal and hand it out through an interface; or add it to {nameof(VisibilityTests)}.{nameof(PublicServices)}.",
        types => from type in types
                 where !type.Namespace!.StartsWith("CleanFiles.Domain", StringComparison.Ordinal)
                 let isData = type.IsRecord() || type.IsSubclassOf(typeof(Exception))
                 let fine = !type.IsVisible || isData || PublicServices.Contains(type.FullName)
                 select new Finding(type.FullName!, fine ? null : "is public"));

    [Fact, Enforces(2)]
    public void A_class_is_sealed_unless_another_derives_from_it()
    {
        Sealed.HoldsFor([.. Code.Product.Classes()]);
        Sealed.Catches([.. Code.Planted.Classes()], "CleanFiles.Application.LooseEnd");
    }

    [Fact, Enforces(2)]
    public void Outside_the_domain_a_class_is_internal_unless_it_is_data_or_listed()
    {
        Hidden.HoldsFor([.. Code.Product.Classes()]);
        Assert.Empty(PublicServices.Except(Code.Product.Classes().Select(type => type.FullName)));
        Hidden.Catches([.. Code.Planted.Classes()], "CleanFiles.Application.Showy", "CleanFiles.Infrastructure.Showy");
    }
}
