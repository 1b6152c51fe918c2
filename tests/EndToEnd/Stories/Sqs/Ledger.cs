using CleanFiles.Support;
using Npgsql;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>
/// What must have happened, read from the database: an upload whose answer was lost may have happened or not, but what is in the outbox has
/// happened, and so has everything that follows from it.
/// </summary>
internal sealed class Ledger(NpgsqlDataSource database) : IAsyncDisposable
{
    /// <summary>Of every consumer the events that it gets.</summary>
    private const string Owed = """
        select consumer.name, event.id, event.stream, event.version
        from outbox event join (values
            ('auditor', array['file.uploaded', 'file.renamed', 'file.deleted']),
            ('indexer', array['file.uploaded', 'file.renamed', 'file.deleted']),
            ('notifier', array['file.uploaded']),
            ('content-reaper', array['file.deleted'])) consumer (name, types) on event.type = any (consumer.types)
        """;

    private const string Missing = $"""
        select count(*) || ' of ' || coalesce(string_agg(distinct owed.name, ', '), 'nobody')
        from ({Owed}) owed where not exists (select from inbox where consumer = owed.name and event_id = owed.id)
        """;

    /// <summary>Pairs of events of one file that a consumer handled the wrong way round. One transaction that has both is in order.</summary>
    private const string Swapped = $"""
        select count(*) from ({Owed}) earlier join ({Owed}) later
            on later.name = earlier.name and later.stream = earlier.stream and later.version > earlier.version
        join inbox first on first.consumer = earlier.name and first.event_id = earlier.id
        join inbox second on second.consumer = later.name and second.event_id = later.id
        where second.tx < first.tx
        """;

    private const string AuditedOtherwise = """
        select count(*) from outbox event full join audit_entries entry on entry.event_id = event.id
        where event.id is null or entry.event_id is null or entry.version <> event.version or entry.file_id::text <> event.stream
        """;

    private const string AnnouncedOtherwise = """
        select count(*) from (select * from outbox where type = 'file.uploaded') event full join notifications sent on sent.event_id = event.id
        where event.id is null or sent.event_id is null
        """;

    private const string IndexedOtherwise = """
        select count(*) from files file full join (select * from search_documents where not deleted) document on document.file_id = file.id
        where file.id is null or document.file_id is null or document.name <> file.name
        """;

    /// <summary>Has the database note in which order the inbox was written.</summary>
    public Task KeepOrderAsync() => AskAsync("alter table inbox add column tx xid8 not null default pg_current_xact_id()");

    public Task IsPublishedAsync() => Eventually.IsTrueAsync(
        async () => await CountAsync("outbox_status where not published") == 0, "everything was published");

    /// <summary>Until every consumer has handled all that is in the outbox.</summary>
    public async Task IsSettledAsync(TimeSpan? deadline = null)
    {
        object? missing = null;
        try
        {
            await Eventually.IsTrueAsync(
                async () => (missing = await AskAsync(Missing)) is "0 of nobody", "every consumer had handled every event", deadline);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Missing: {missing}.", e);
        }
    }

    /// <summary>Each effect once and none beside, each consumer in order within a file, and nothing given up.</summary>
    public async Task AddsUpAsync(string mailFolder)
    {
        Assert.Equal(0L, await AskAsync(AuditedOtherwise));
        Assert.Equal(0L, await AskAsync(AnnouncedOtherwise));
        Assert.Equal(0L, await AskAsync(IndexedOtherwise));
        Assert.Equal(0L, await AskAsync(Swapped));
        Assert.Equal(0L, await AskAsync("select count(*) from failed_deliveries"));
        Assert.Equal(0L, await AskAsync("select count(*) from outbox_dead_letters"));
        Assert.Equal(await CountAsync("outbox where type = 'file.uploaded'"), Directory.GetFiles(mailFolder, "*.eml").Length);
    }

    public async Task<long> CountAsync(string rows) => (long)(await AskAsync($"select count(*) from {rows}"))!;

    public async Task<object?> AskAsync(string sql)
    {
#pragma warning disable CA2100 // Every text stands in a test.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>After the database was restarted none of the old connections is good for anything.</summary>
    public void Reconnect() => database.Clear();

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
