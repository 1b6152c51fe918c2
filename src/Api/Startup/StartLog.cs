namespace CleanFiles.Api.Startup;

/// <summary>
/// Keeps the host from logging with a stack trace why it could not start, since Program says it in a sentence. Once started, the host
/// logs again.
/// </summary>
internal sealed class StartLog
{
    private volatile bool _started;

    public void Started() => _started = true;

    public bool Lets(LogLevel level) => _started && level >= LogLevel.Warning;
}
