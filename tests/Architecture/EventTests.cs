using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CleanFiles.Application.Events;
using CleanFiles.Architecture.Tests.Rules;
using CleanFiles.Domain;

namespace CleanFiles.Architecture.Tests;

public partial class EventTests
{
    private const string Immutable =
        "Make it a sealed record whose properties come from its constructor: what has happened does not change.";

    private static readonly Rule<Type[]> DomainEvents = new(
        3, "A domain event is an immutable record.", Immutable, types => Records(types.Where(type => type.IsAssignableTo(typeof(IDomainEvent)))));

    private static readonly Rule<Type[]> Contracts = new(
        4, "A contract is an immutable record, and so is what it is made of.", Immutable, types => Records(
            types.Where(type => type.IsAssignableTo(typeof(IIntegrationEvent))).SelectMany(contract => PartsOf(contract).Prepend(contract)).Distinct()));

    private static readonly Rule<Assembly[]> EventsStayInside = new(
        3,
        "Outside the domain only the list of our events knows a domain event by name.",
        "Use its contract instead (src/Application/Events/Contracts.cs): a domain event may change with every release.",
        assemblies => Mentions.AllowOnlyFor(
            assemblies.All(),
            from type in typeof(IDomainEvent).Assembly.GetTypes()
            where type.IsAssignableTo(typeof(IDomainEvent)) && type.IsClass
            select type.FullName,
            "CleanFiles.Domain.*", "CleanFiles.Application.Events.OurEvents"));

    private static readonly Rule<Assembly[]> PlainContracts = new(
        4,
        "A contract is made of System's types alone.",
        "Spell the value out (Guid, string, long, ...): a type of ours would change the published form whenever it changes itself.",
        assemblies => Mentions.AllowOnly(
            assemblies.All().And().ImplementInterface(typeof(IIntegrationEvent)), "System.*", "CleanFiles.Application.Events"));

    private static readonly Rule<(Type[] Types, EventContract[] Catalogue)> StableNames = new(
        4,
        "Each contract is in the catalogue once, under a stable name, and its type bears the version.",
        "Add it to OurEvents as (\"file.uploaded\", 1, typeof(FileUploadedV1)); never rename what is published.",
        wire => from type in wire.Types
                where type.IsAssignableTo(typeof(IIntegrationEvent))
                let entries = wire.Catalogue.Where(entry => entry.Type == type).ToList()
                select new Finding(type.Name, entries is not [var only] ? $"is in the catalogue {entries.Count} times"
                    : !StableName().IsMatch(only.Name) ? $"has the name {only.Name}"
                    : !type.Name.EndsWith($"V{only.Version}", StringComparison.Ordinal) ? $"is version {only.Version}"
                    : wire.Catalogue.Count(entry => (entry.Name, entry.Version) == (only.Name, only.Version)) > 1
                        ? $"shares {only.Name} {only.Version}"
                    : null));

    [Fact, Enforces(3)]
    public void A_domain_event_is_an_immutable_record()
    {
        DomainEvents.HoldsFor([.. Code.Product.Classes()]);
        DomainEvents.Catches([.. Code.Planted.Classes()], "FileMoved", "FileShared", "FileTouched");
    }

    [Fact, Enforces(3)]
    public void Outside_the_domain_only_the_mapper_knows_a_domain_event()
    {
        EventsStayInside.HoldsFor(Code.Product);
        EventsStayInside.Catches(Code.Planted, "CleanFiles.Application.Events.Eavesdropper");
    }

    [Fact, Enforces(4)]
    public void A_contract_is_an_immutable_record()
    {
        Contracts.HoldsFor([.. Code.Product.Classes()]);
        Contracts.Catches([.. Code.Planted.Classes()], "FileMovedV1", "Stamp");
    }

    [Fact, Enforces(4)]
    public void A_contract_is_made_of_Systems_types_alone()
    {
        PlainContracts.HoldsFor(Code.Product);
        PlainContracts.Catches(Code.Planted, "CleanFiles.Application.Events.FileSharedV1");
    }

    [Fact, Enforces(4)]
    public void Each_contract_is_in_the_catalogue_once_under_a_stable_name()
    {
        StableNames.HoldsFor(([.. Code.Product.Classes()], [.. EventCatalogue.Default.Contracts]));
        StableNames.Catches(
            ([typeof(FileMovedV1), typeof(FileSharedV1), typeof(FileUploadedV1), typeof(FileRenamedV1), typeof(FileDeletedV1)],
            [
                new("FileMoved", 1, typeof(FileMovedV1)),
                new("file.uploaded", 2, typeof(FileUploadedV1)),
                new("file.renamed", 1, typeof(FileRenamedV1)),
                new("file.renamed", 1, typeof(FileDeletedV1)),
            ]),
            "FileMovedV1", "FileSharedV1", "FileUploadedV1", "FileRenamedV1", "FileDeletedV1");
    }

    private static IEnumerable<Type> PartsOf(Type contract) =>
        from property in contract.GetProperties()
        let type = property.PropertyType
        where type.Namespace == typeof(IIntegrationEvent).Namespace && !type.IsEnum
        select type;

    private static IEnumerable<Finding> Records(IEnumerable<Type> types) =>
        from type in types
        select new Finding(type.Name, !type.IsRecord() ? "is no record"
            : !type.IsSealed ? "is not sealed"
            : type.GetProperties().FirstOrDefault(IsMutable) is { } property ? $"can change its {property.Name}"
            : null);

    private static bool IsMutable(PropertyInfo property) =>
        property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    [GeneratedRegex(@"^[a-z]+(\.[a-z]+(-[a-z]+)*)+$")]
    private static partial Regex StableName();
}
