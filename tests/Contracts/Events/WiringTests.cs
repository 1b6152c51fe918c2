using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Contracts;

namespace CleanFiles.Contracts.Tests.Events;

public class WiringTests
{
    [Fact, Enforces(4, 21)]
    public void Everything_that_this_build_raises_is_published_and_everything_that_it_handles_exists() => Assert.Contains(
        "auditor", Wiring.Check(EventCatalogue.Default, new EventMapper()).Select(consumer => consumer.Name));

    [Theory, Enforces(4, 21)]
    [InlineData("file.deleted", "FileDeletedV1 is published and not in the catalogue; add it to OurEvents.")]
    [InlineData("file.uploaded", "FileUploadedV2 is published and not in the catalogue; add it to OurEvents.")]
    public void A_contract_that_is_not_in_the_catalogue_stops_the_start(string missing, string problem)
    {
        var catalogue = new EventCatalogue(EventCatalogue.Default.Contracts.Where(contract => contract.Name != missing));

        Assert.Equal(problem, Assert.Throws<EventCatalogueException>(() => Wiring.Check(catalogue, new EventMapper())).Message);
    }
}
