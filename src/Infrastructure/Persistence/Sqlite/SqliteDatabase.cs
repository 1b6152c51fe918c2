using Microsoft.Data.Sqlite;

namespace CleanFiles.Infrastructure.Persistence.Sqlite;

/// <summary>Where the database file is, and how it is opened.</summary>
internal sealed class SqliteDatabase
{
    public SqliteDatabase(string? connectionString, string dataPath)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString ?? "Data Source=cleanfiles.db");
        Path = System.IO.Path.GetFullPath(builder.DataSource, dataPath);
        builder.DataSource = Path;
        ConnectionString = builder.ToString();
    }

    public string Path { get; }

    public string ConnectionString { get; }
}
