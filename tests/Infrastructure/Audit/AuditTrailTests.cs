using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Audit;

public sealed class AuditTrailTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    private static readonly Guid File = Guid.CreateVersion7();

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_batch_is_read_back_as_it_was_appended(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var entries = Enumerable.Range(1, 30).Select(version => Entry(version)).ToArray();
        await AppendAsync(database, entries);
        Assert.Equal(entries, await ReadAsync(database));
        await AppendAsync(database, Entry(31));
        Assert.Equal(31, (await ReadAsync(database)).Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(33)]
    public async Task It_is_read_in_the_order_of_versions_and_no_more_than_was_asked_for(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await AppendAsync(database, [.. Enumerable.Range(1, 12).Reverse().Select(version => Entry(version))]);
        Assert.Equal([1, 2, 3, 4, 5], (await ReadAsync(database, limit: 5)).Select(entry => entry.Version));
        Assert.Equal([6, 7], (await ReadAsync(database, limit: 2, after: 5)).Select(entry => entry.Version));
        Assert.Equal([12], (await ReadAsync(database, limit: 5, after: 11)).Select(entry => entry.Version));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(26)]
    public async Task What_was_rolled_back_is_not_there_and_does_not_come_with_the_next_try(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var (undone, kept) = (Entry(1), Entry(2));
        await database.InScopeAsync(async services =>
        {
            var (inbox, trail) = (services.GetRequiredService<IInbox>(), services.GetRequiredService<IAuditTrail>());
            await inbox.EnterAsync("auditor", [undone.EventId, kept.EventId], Some.Ct);
            trail.Append(undone);
            // As after a conflict with another transaction: the effects run once more.
            await inbox.EnterAsync("auditor", [undone.EventId, kept.EventId], Some.Ct);
            trail.Append(kept);
            await inbox.CommitAsync(Some.Ct);
        });
        Assert.Equal([kept], await ReadAsync(database));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_event_that_is_there_already_takes_the_whole_batch_back(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var known = Entry(1);
        await AppendAsync(database, known);
        await Assert.ThrowsAnyAsync<Exception>(() => AppendAsync(database, Entry(2), known with { Version = 3 }));
        Assert.Equal([known], await ReadAsync(database));
        Assert.Equal(1, await database.CountAsync("inbox"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_a_handler_appends_before_the_transaction_begins_is_refused(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.InScopeAsync(async services =>
        {
            services.GetRequiredService<IAuditTrail>().Append(Entry(1));
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => services.GetRequiredService<IInbox>().EnterAsync("auditor", [Guid.NewGuid()], Some.Ct));
            Assert.Contains("before the transaction began", error.Message);
        });
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_a_use_case_appends_commits_with_its_new_row_or_not_at_all(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await RegisterAsync(database, Entry(1));
        Assert.Equal((1, 1, 1), await CountsAsync(database));
        var known = (await ReadAsync(database)).Single();
        await Assert.ThrowsAnyAsync<Exception>(() => RegisterAsync(database, Entry(2), known));
        Assert.Equal((1, 1, 1), await CountsAsync(database));
    }

    private static async Task<(long Files, long Events, long Entries)> CountsAsync(TestDatabase database) =>
        (await database.CountAsync("files"), await database.CountAsync("outbox"), await database.CountAsync("audit_entries"));

    private static Task RegisterAsync(TestDatabase database, params AuditEntry[] entries) => database.InScopeAsync(async services =>
    {
        services.GetRequiredService<IFiles>().Add(Some.File());
        foreach (var entry in entries) services.GetRequiredService<IAuditTrail>().Append(entry);
        await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
    });

    private static Task AppendAsync(TestDatabase database, params AuditEntry[] entries) => database.InScopeAsync(async services =>
    {
        var inbox = services.GetRequiredService<IInbox>();
        await inbox.EnterAsync("auditor", [.. entries.Select(_ => Guid.NewGuid())], Some.Ct);
        foreach (var entry in entries) services.GetRequiredService<IAuditTrail>().Append(entry);
        await inbox.CommitAsync(Some.Ct);
    });

    private static Task<IReadOnlyList<AuditEntry>> ReadAsync(TestDatabase database, int limit = 100, long? after = null) => database.InScopeAsync(services =>
        services.GetRequiredService<IAuditTrail>().ReadAsync(new OwnerId("ann"), new FileId(File), limit, after, Some.Ct));

    private static AuditEntry Entry(long version) => new(
        Guid.CreateVersion7(), File, "ann", version, "file.uploaded", 2, new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.FromHours(1)), $$"""{"é": {{version}}}""");
}
