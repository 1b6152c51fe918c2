using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Nodes;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>What the database itself writes down, by triggers that no code of the product knows of.</summary>
internal sealed class Notary(NpgsqlDataSource database)
{
    /// <summary>Every change of a file in the transaction that made it; every effect; every change of a bookmark, and by whom; conflicts for writers.</summary>
    private const string Schema = """
        create table ledger (n bigint generated always as identity primary key, stream text not null, version bigint not null);
        create function keep_ledger() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' then insert into ledger (stream, version) values (old.id::text, old.version + 1);
            else insert into ledger (stream, version) values (new.id::text, new.version);
            end if;
            return null;
        end $$;
        create trigger keep_ledger after insert or update or delete on files for each row execute function keep_ledger();

        create table effects (
            n bigint generated always as identity primary key, consumer text not null, stream text not null, version bigint not null);
        alter table audit_entries add column n bigint generated always as identity;

        create table moves (
            n bigint generated always as identity primary key,
            shard smallint not null, epoch bigint not null, is_back boolean not null, is_by_holder boolean not null);
        create function keep_moves() returns trigger language plpgsql as $$
        begin
            if (old.from_snapshot::text, old.to_snapshot::text, old.position) is distinct from (new.from_snapshot::text, new.to_snapshot::text, new.position) then
                insert into moves (shard, epoch, is_back, is_by_holder) values (
                    new.shard, new.epoch,
                    pg_snapshot_xmax(new.from_snapshot) < pg_snapshot_xmax(old.from_snapshot)
                        or exists (select from pg_snapshot_xip(new.from_snapshot) x where pg_visible_in_snapshot(x, old.from_snapshot))
                        or (new.from_snapshot::text = old.from_snapshot::text and new.position < old.position),
                    current_setting('application_name') is not distinct from old.owner);
            end if;
            return null;
        end $$;
        create trigger keep_moves after update on bookmark for each row execute function keep_moves();

        create table conflicts (per_thousand integer not null);
        insert into conflicts values (0);
        create function raise_conflict() returns trigger language plpgsql as $$
        begin
            if random() * 1000 < (select per_thousand from conflicts) then
                raise exception 'This conflict was made.' using errcode = '40001';
            end if;
            return null;
        end $$;
        create trigger raise_conflict after insert or update on files for each row execute function raise_conflict();
        """;

    /// <summary>Events on their way: not behind a bookmark, or without their effect somewhere.</summary>
    private const string InFlight = """
        select exists (select from outbox_status where not published)
            or (select count(*) from ledger) > (select count(*) from effects where consumer = 'recorder')
            or (select count(*) from ledger) > (select count(*) from effects where consumer = 'caller')
            or (select count(*) from ledger) > (select count(*) from audit_entries)
        """;

    private const string Dead = "select (select count(*) from failed_deliveries where dead) + (select count(*) from outbox_dead_letters)";

    public Task BeginAsync() => ExecuteAsync(Schema);

    public Task ConflictsAsync(int perThousand) => ExecuteAsync($"update conflicts set per_thousand = {perThousand}");

    public async Task<bool> IsAnythingInFlightAsync() => (bool)(await AskAsync(InFlight))!;

    public async Task<long> CountAsync(string rows) => (long)(await AskAsync($"select count(*) from {rows}"))!;

    /// <summary>Grows with everything that happens.</summary>
    public async Task<long> CountAsync() =>
        (long)(await AskAsync("select (select count(*) from effects) + (select count(*) from audit_entries) + (select count(*) from moves)"))!;

    public async Task<History> ReadAsync(IReadOnlyCollection<Fact> acknowledged) => new()
    {
        Committed = await FactsAsync("select stream, version from ledger"),
        Acknowledged = acknowledged,
        Effects = new Dictionary<string, IReadOnlyList<Fact>>
        {
            [NodeProgram.Auditor] = await FactsAsync("select file_id::text, version from audit_entries order by n"),
            [Recorder.Name] = await FactsAsync($"select stream, version from effects where consumer = '{Recorder.Name}' order by n"),
            [Caller.Name] = await FactsAsync($"select stream, version from effects where consumer = '{Caller.Name}' order by n"),
        },
        Moves = await ReadAsync(
            "select shard, epoch, is_back, is_by_holder from moves order by n",
            row => new BookmarkMove(row.GetInt16(0), row.GetInt64(1), row.GetBoolean(2), row.GetBoolean(3))),
        Pending = await CountAsync("outbox_status where not published"),
        Dead = (long)(await AskAsync(Dead))!,
    };

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<object?> AskAsync(string sql)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync();
    }

    private Task<IReadOnlyList<Fact>> FactsAsync(string sql) => ReadAsync(sql, row => new Fact(row.GetString(0), row.GetInt64(1)));

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = Command(sql);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await row.ReadAsync()) rows.Add(read(row));
        return rows;
    }

    private NpgsqlCommand Command(string sql)
    {
#pragma warning disable CA2100 // Every text stands in the harness.
        return database.CreateCommand(sql);
#pragma warning restore CA2100
    }
}
