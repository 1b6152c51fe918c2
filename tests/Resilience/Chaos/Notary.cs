using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Nodes;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>What the database itself writes down, by triggers that no code of the product knows of.</summary>
internal sealed class Notary(NpgsqlDataSource database)
{
    /// <summary>What the server must be started with: effects are held against each other in the order of their commits.</summary>
    public const string ServerSettings = "-c track_commit_timestamp=on";

    /// <summary>Every change of a file in the transaction that made it; every effect; every change of a bookmark, and by whom; conflicts for writers.</summary>
    private const string Schema = """
        create table ledger (n bigint generated always as identity primary key, stream text not null, version bigint not null, type text not null);
        create function keep_ledger() returns trigger language plpgsql as $$
        begin
            case tg_op
                when 'INSERT' then insert into ledger (stream, version, type) values (new.id::text, new.version, 'file.uploaded');
                when 'UPDATE' then insert into ledger (stream, version, type) values (new.id::text, new.version, 'file.renamed');
                else insert into ledger (stream, version, type) values (old.id::text, old.version + 1, 'file.deleted');
            end case;
            return null;
        end $$;
        create trigger keep_ledger after insert or update or delete on files for each row execute function keep_ledger();

        create table effects (
            n bigint generated always as identity primary key, xid xid8 not null default pg_current_xact_id(),
            consumer text not null, stream text not null, version bigint not null, type text not null);
        create index on effects (stream, version);
        alter table audit_entries add column n bigint generated always as identity, add column xid xid8 not null default pg_current_xact_id();
        create index on audit_entries (n);
        create view done as
            select xid, n, consumer, stream, version, type from effects
            union all select xid, n, 'auditor', file_id::text, version, type from audit_entries;

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

    /// <summary>Events on their way: not behind a bookmark, or without their effect at one of three consumers.</summary>
    private const string InFlight = """
        select greatest(
            (select count(*) from outbox_status where not published),
            (select count(*) from ledger l left join (select stream, version, count(distinct consumer) as consumers from done group by stream, version) d
                using (stream, version) where coalesce(d.consumers, 0) < 3))
        """;

    /// <summary>Something of what was committed right after the n-th event has had all of its effects.</summary>
    private const string Newer = """
        select exists (
            select from (select * from ledger where n > $1 order by n limit 50) l
                where exists (select from audit_entries where file_id = l.stream::uuid and version = l.version)
                and (select count(distinct consumer) from effects e where e.stream = l.stream and e.version = l.version) = 2)
        """;

    private const string Dead = "select (select count(*) from failed_deliveries where dead) + (select count(*) from outbox_dead_letters)";

    public Task BeginAsync() => ExecuteAsync(Schema);

    public Task ConflictsAsync(int perThousand) => ExecuteAsync($"update conflicts set per_thousand = {perThousand}");

    public async Task<int> InFlightAsync() => (int)(long)(await AskAsync(InFlight))!;

    /// <summary>How many events were committed by now, as <see cref="IsAnyDoneSinceAsync"/> takes it.</summary>
    public async Task<long> LastAsync() => (long)(await AskAsync("select coalesce(max(n), 0) from ledger"))!;

    public async Task<bool> IsAnyDoneSinceAsync(long last)
    {
        await using var command = Command(Newer);
        command.Parameters.Add(new() { Value = last });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async Task<long> CountAsync(string rows) => (long)(await AskAsync($"select count(*) from {rows}"))!;

    /// <summary>Grows with everything that happens.</summary>
    public async Task<long> CountAsync() => (long)(await AskAsync("""
        select coalesce((select max(n) from effects), 0) + coalesce((select max(n) from audit_entries), 0) + coalesce((select max(n) from moves), 0)
        """))!;

    public async Task<bool> IsPublishedAsync() => await CountAsync("outbox_status where not published") == 0;

    public async Task<History> ReadAsync(IReadOnlyCollection<Fact> acknowledged) => new()
    {
        Committed = await FactsAsync("select stream, version, type from ledger"),
        Acknowledged = acknowledged,
        Effects = new Dictionary<string, IReadOnlyList<Fact>>
        {
            [NodeProgram.Auditor] = await EffectsAsync(NodeProgram.Auditor),
            [Recorder.Name] = await EffectsAsync(Recorder.Name),
            [Caller.Name] = await EffectsAsync(Caller.Name),
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

    private Task<IReadOnlyList<Fact>> EffectsAsync(string consumer) =>
        FactsAsync($"select stream, version, type from done where consumer = '{consumer}' order by pg_xact_commit_timestamp(xid::xid), n");

    private Task<IReadOnlyList<Fact>> FactsAsync(string sql) => ReadAsync(sql, row => new Fact(row.GetString(0), row.GetInt64(1), row.GetString(2)));

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
        var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        // After a thousand rounds there are millions of effects to count.
        command.CommandTimeout = 120;
        return command;
    }
}
