using CleanFiles.Domain.Sprockets;

namespace CleanFiles.Application.Events;

/// <summary>What this service tells others: every version of every event, and which of them a domain event becomes.</summary>
internal static class OurEvents
{
    public static IEnumerable<EventContract> Contracts =>
    [
        new EventContract("sprocket.created", 1, typeof(SprocketCreatedV1)) { Example = Examples.SprocketCreatedV1 },
    ];

    public static void Map(EventMapper mapper)
    {
        mapper.Map((SprocketCreated e) => new SprocketCreatedV1(e.Id.Value, e.Owner.Value, e.Title, e.At));
    }
}
