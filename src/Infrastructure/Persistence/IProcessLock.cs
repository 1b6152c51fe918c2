namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Keeps a second process away from a database that can only serve one with these settings.</summary>
internal interface IProcessLock
{
    /// <summary>Holds until this process ends or its connection breaks; taking it again while it is held changes nothing.</summary>
    /// <exception cref="Configuration.SettingsException">Another process holds it; the message says what to change.</exception>
    Task AcquireAsync(CancellationToken ct);
}

/// <summary>For settings under which any number of processes may share the database.</summary>
internal sealed class NoProcessLock : IProcessLock
{
    public Task AcquireAsync(CancellationToken ct) => Task.CompletedTask;
}
