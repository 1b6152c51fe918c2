using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Contracts;

namespace CleanFiles.Contracts.Tests.Events;

/// <summary>The gate: what this build publishes, held against what was accepted and checked in.</summary>
public class BaselineTests
{
    private const string Mend = "Run: dotnet run --project src/Api -- contracts accept";

    private static readonly EventCatalogue Catalogue = EventCatalogue.Default;

    private static readonly ContractGate Gate = new(Catalogue, Repository.Events);

    [Fact, Enforces(4, 21)]
    public void No_change_of_a_contract_breaks_a_reader_or_makes_an_older_event_unreadable() => Assert.Equal([], Gate.Breaches());

    [Fact, Enforces(21)]
    public void Schemas_and_samples_are_those_of_this_build() =>
        Assert.True(Gate.Outdated().Count == 0, $"{string.Join(", ", Gate.Outdated().Keys)}: not as the code says. {Mend}");

    [Fact, Enforces(21, 23)]
    public void The_table_of_events_and_the_AsyncAPI_document_are_those_of_this_build()
    {
        var consumers = ConsumerDescriptor.Find(typeof(ConsumerAttribute).Assembly);

        foreach (var (file, text) in ContractDocuments.Of(Catalogue, new EventMapper(), consumers))
            Assert.True(text == Repository.Events.Read(file), $"docs/events/{file} is not as the code says. {Mend}");
    }

    [Fact, Enforces(21)]
    public void Every_version_that_was_ever_published_has_a_sample() => Assert.All(
        Catalogue.Contracts.Where(contract => contract.External is null), contract => Assert.NotEmpty(Repository.Events.SamplesOf(contract)));
}
