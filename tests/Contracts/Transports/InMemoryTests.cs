using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Contracts.Tests.Transports;

public sealed class InMemoryTests(PostgresFixture postgres) : TransportSuite(postgres)
{
    internal override MessagingTransport Transport => MessagingTransport.InMemory;

    private protected override bool CanRunSideBySide => false;
}
