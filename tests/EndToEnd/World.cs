using CleanFiles.Support;
using CleanFiles.Support.Postgres;

namespace CleanFiles.EndToEnd;

/// <summary>What outlives a process: a data folder and a database.</summary>
internal sealed class World : IDisposable
{
    private readonly TempFolder _data = new();

    private World(string provider, string connectionString)
    {
        Settings["Data:Path"] = _data.Path;
        Settings["Persistence:Provider"] = provider;
        Settings["Persistence:ConnectionString"] = connectionString;
        foreach (var category in new[] { "Default", "Microsoft" }) Settings[$"Logging:LogLevel:{category}"] = "Critical";
    }

    public Dictionary<string, string> Settings { get; } = [];

    public string DataPath => _data.Path;

    public static async Task<World> CreateAsync(string provider, PostgresFixture postgres) =>
        new(provider, provider == Databases.Postgres ? await postgres.CreateDatabaseAsync() : "");

    /// <param name="connectionString">Of an empty database of PostgreSQL.</param>
    public static World On(string connectionString) => new(Databases.Postgres, connectionString);

    public ServiceProcess StartProcess(params IEnumerable<string> arguments) =>
        new(typeof(Program).Assembly.Location, DataPath, Settings, arguments);

    public ServiceProcess StartProcess(SmallDisk disk) => new(disk, typeof(Program).Assembly.Location, DataPath, Settings);

    public void Dispose() => _data.Dispose();
}
