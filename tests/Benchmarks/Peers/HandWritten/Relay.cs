using System.Threading.Channels;
using Npgsql;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>
/// Moves events to the consumer as soon as they are committed. One lane does it while it keeps up, since more would only cut
/// its batches into smaller ones; a backlog calls the others.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    public const string Table = """
        create table outbox (position bigint generated always as identity primary key,
            id uuid not null, type text not null, key uuid not null, payload jsonb not null);
        """;

    private const int Lanes = 3;
    private const int Limit = 1_000;

    // ANY(ARRAY(..)) runs the inner query once, whatever the planner knows of the table; IN may become a join that reads all of it.
    private const string Claim = """
        delete from outbox
        where position = any(array(select position from outbox order by position limit $1 for update skip locked))
        returning id, key, payload
        """;

    private readonly NpgsqlDataSource _database;
    private readonly Func<IReadOnlyCollection<OutboxRow>, CancellationToken, Task> _consume;
    private readonly Channel<bool> _commits = NewSignal(), _backlog = NewSignal();
    private readonly Background[] _lanes;

    public Relay(NpgsqlDataSource database, Func<IReadOnlyCollection<OutboxRow>, CancellationToken, Task> consume)
    {
        _database = database;
        _consume = consume;
        _lanes = [.. Enumerable.Range(0, Lanes).Select(lane => new Background(ct => RunAsync(lane == 0 ? _commits : _backlog, ct)))];
    }

    /// <summary>To be called after a commit.</summary>
    public void Wake() => _commits.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes) await lane.DisposeAsync();
    }

    private static Channel<bool> NewSignal() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async Task RunAsync(Channel<bool> signal, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        while (true)
        {
            // What a short batch did not see was committed after it, and has left a signal.
            if (await MoveAsync(connection, ct) < Limit) await signal.Reader.ReadAsync(ct);
            else _backlog.Writer.TryWrite(true);
        }
    }

    /// <summary>The claim holds until the consumer has committed: a crash in between brings the batch again, and its inbox knows it.</summary>
    private async Task<int> MoveAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var claim = new NpgsqlCommand(Claim, connection, transaction);
        claim.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Limit });
        var rows = await OutboxRows.ReadAsync(claim, ct);
        if (rows.Count > 0) await _consume(rows, ct);
        await transaction.CommitAsync(ct);
        return rows.Count;
    }
}
