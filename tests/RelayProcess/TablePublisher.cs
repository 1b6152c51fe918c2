using CleanFiles.Application.Ports;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace CleanFiles.RelayProcess;

/// <summary>Accepts what it has inserted; takes its time over it, so that there is always something under way.</summary>
internal sealed class TablePublisher(NpgsqlDataSource dataSource, IConfiguration configuration) : IPublisher
{
    public const string Schema = """
        create table published (
            seq bigint generated always as identity primary key, process int not null, event_id uuid not null, stream text not null, version bigint not null)
        """;

    private const string Insert = """
        with wait as materialized (select pg_sleep($4))
        insert into published (process, event_id, stream, version)
        select $5, id, stream, version from wait, unnest($1, $2, $3) e(id, stream, version)
        """;

    private readonly double _delay = configuration.GetValue("PublishDelaySeconds", 0.0);

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        await using var insert = dataSource.CreateCommand(Insert);
        insert.Parameters.Add(new() { Value = batch.Select(envelope => envelope.Id).ToArray() });
        insert.Parameters.Add(new() { Value = batch.Select(envelope => envelope.Stream).ToArray() });
        insert.Parameters.Add(new() { Value = batch.Select(envelope => envelope.Version).ToArray() });
        insert.Parameters.Add(new() { Value = _delay });
        insert.Parameters.Add(new() { Value = Environment.ProcessId });
        await insert.ExecuteNonQueryAsync(ct);
        return [.. batch.Select(_ => PublishResult.Accepted)];
    }
}
