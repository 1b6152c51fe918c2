using CleanFiles.Infrastructure.Persistence;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Persistence;

public sealed class RefusalTests
{
    [Theory, Enforces(26)]
    [InlineData("ERROR", PostgresErrorCodes.UniqueViolation, true)]
    [InlineData("ERROR", PostgresErrorCodes.DiskFull, true)]
    [InlineData("ERROR", PostgresErrorCodes.QueryCanceled, true)]
    [InlineData("PANIC", PostgresErrorCodes.DiskFull, false)]
    [InlineData("FATAL", PostgresErrorCodes.AdminShutdown, false)]
    [InlineData("ERROR", PostgresErrorCodes.AdminShutdown, false)]
    [InlineData("ERROR", PostgresErrorCodes.ProtocolViolation, false)]
    [InlineData("FATAL", PostgresErrorCodes.ProtocolViolation, false)]
    public void An_error_says_that_nothing_was_committed_unless_the_session_ended_with_it(string severity, string state, bool isRefusal)
    {
        var error = new PostgresException("no", severity, severity, state);
        Assert.Equal(isRefusal, Refusal.Is(error));
        Assert.Equal(isRefusal, Refusal.Is(new InvalidOperationException("saving failed", error)));
    }

    [Fact]
    public void A_connection_that_broke_says_nothing() => Assert.False(Refusal.Is(new NpgsqlException("broken", new IOException("reset"))));
}
