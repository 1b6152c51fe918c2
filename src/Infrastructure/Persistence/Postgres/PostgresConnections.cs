using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

internal static class PostgresConnections
{
    /// <summary>Key of the source for whoever gives its session settings or locks: they shall end with it, and reach nobody else.</summary>
    public const string Unpooled = "unpooled";

    /// <param name="handlerTimeout">The most that a consumer may do between two statements of one transaction.</param>
    public static void AddPostgresConnections(this IServiceCollection services, string connectionString, TimeSpan handlerTimeout)
    {
        services.AddSingleton(_ => Create(Tuned(connectionString), handlerTimeout));
        services.AddKeyedSingleton(
            Unpooled, (_, _) => Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }, handlerTimeout));
    }

    private static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder connectionString, TimeSpan handlerTimeout)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString.ConnectionString);
        builder.LimitSessions(handlerTimeout);
        return builder.Build();
    }

    /// <summary>
    /// Statements that come again are prepared by the driver, and a session goes back to the pool as it is: nobody changes one there.
    /// What the connection string says itself stays: a pooler of transactions between here and the server knows no prepared statements.
    /// </summary>
    private static NpgsqlConnectionStringBuilder Tuned(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Max Auto Prepare")) builder.MaxAutoPrepare = 100;
        if (!builder.ShouldSerialize("No Reset On Close")) builder.NoResetOnClose = true;
        return builder;
    }
}
