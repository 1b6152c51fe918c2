using Npgsql;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

/// <summary>
/// How long the server keeps the session of a client that is gone or stands still. Left alone it does so for hours, and everybody who wants
/// the same rows or the same lock waits as long (ADR 0008, ADR 0010).
/// </summary>
internal static class SessionLimits
{
    // Not at the opening itself, by Options: a pooler refuses what it does not know there. And what somebody has set, for the connection,
    // the role, the database or the server, stays.
    private const string Limit = """
        select set_config(name, value, false) from pg_settings join (values
            ('idle_in_transaction_session_timeout', $1),
            ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '3'), ('tcp_keepalives_count', '3'), ('tcp_user_timeout', '14000'))
            wanted(name, value) using (name)
        where source = 'default'
        """;

    /// <summary>Until the server knows that a machine is gone: what the settings above add up to.</summary>
    public static readonly TimeSpan Gone = TimeSpan.FromSeconds(14);

    private static readonly TimeSpan LeastIdle = TimeSpan.FromSeconds(1);

    /// <param name="handlerTimeout">
    /// The most that a consumer may do between two statements of one transaction. One that took a little longer is still to be told so by
    /// its host, hence twice that.
    /// </param>
    public static void LimitSessions(this NpgsqlDataSourceBuilder builder, TimeSpan handlerTimeout)
    {
        var idle = 2 * handlerTimeout > LeastIdle ? 2 * handlerTimeout : LeastIdle;
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var limit = Command(connection, idle);
                limit.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var limit = Command(connection, idle);
                await limit.ExecuteNonQueryAsync();
            });
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, TimeSpan idle) =>
        new(Limit, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = $"{(long)idle.TotalMilliseconds}" } } };
}
