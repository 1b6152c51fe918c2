using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Infrastructure.Persistence.Sqlite;

/// <summary>A lock file beside the database: the gate orders the writers of one process only (ADR 0011).</summary>
internal sealed class SqliteProcessLock(SqliteDatabase database) : IProcessLock, IDisposable
{
    private FileStream? _file;

    public Task AcquireAsync(CancellationToken ct)
    {
        try
        {
            _file ??= new FileStream(database.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([
                $"Another process uses {database.Path}, or its lock file cannot be written ({e.Message.TrimEnd('.')}); stop it, set Data:Path to another folder, or set Persistence:Provider to Postgres."]);
        }
    }

    public void Dispose() => _file?.Dispose();
}
