using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Tests.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Inbox;

public sealed class FrozenMemberTests(PostgresFixture postgres)
{
    /// <summary>Less than the driver's patience with a statement, after which the event would be blamed.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact, Enforces(8)]
    public async Task A_member_that_freezes_before_its_commit_holds_up_its_peers_for_twice_a_handlers_time_and_spends_no_attempt()
    {
        await using var database = await TestDatabase.CreateAsync(
            "Postgres", postgres,
            services => services.AddSingleton(new Script()).AddSingleton(ConsumingRig.Catalogue).AddConsumer(ConsumerDescriptor.Of(typeof(TransactionalConsumer))),
            ("Consumers:HandlerTimeoutSeconds", "1"));
        var batch = Enumerable.Range(0, 201).Select(n => new Delivery(Some.Envelope($"s{n}", type: "happened"), 1, CancellationToken.None)).ToList();
        var frozen = await database.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Some.Ct);
        await using var entry = new NpgsqlCommand("begin; insert into inbox (consumer, event_id, handled_at) values ('transactional', @id, now())", frozen);
        entry.Parameters.AddWithValue("id", batch[100].Envelope.Id);
        await entry.ExecuteNonQueryAsync(Some.Ct);

        var host = database.Services.GetServices<ConsumerHost>().Single(host => host.Subscription.Consumer == "transactional");
        var verdicts = await host.HandleAsync(batch, Some.Ct).WaitAsync(Soon, Some.Ct);

        Assert.All(verdicts, verdict => Assert.Equal(Verdict.Ack, verdict));
        Assert.Equal((201, 0), (await database.CountAsync("inbox"), await database.CountAsync("failed_deliveries")));
        var ended = await Assert.ThrowsAsync<PostgresException>(async () => await frozen.DisposeAsync());
        Assert.Contains("idle-in-transaction", ended.MessageText, StringComparison.Ordinal);
    }
}
