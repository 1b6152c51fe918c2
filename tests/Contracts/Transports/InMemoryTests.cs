using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Contracts.Tests.Transports;

public sealed class InMemoryTests(PostgresFixture postgres) : TransportSuite(postgres)
{
    internal override MessagingTransport Transport => MessagingTransport.InMemory;

    internal override TransportPromises Promises => new()
    {
        Name = "In memory",
        Settings = "Messaging__Transport=InMemory",
        KeepsOrder = true,
        CanRunSideBySide = false,
        RolesMayRunApart = false,
        MaxBytes = 1024 * 1024,
        Duplicates = "after a crash or a failed write",
        Keeps = "for ever, in a table",
        Server = "none",
        Looking = """
            Nothing has to be started and nothing is paid: it is the default, within the service's own process. What is handled at once
            leaves no trace. What waits is a row of `parked_deliveries` in the service's database, with its consumer and the time when it
            is due; any SQL client shows it.
            """,
    };
}
