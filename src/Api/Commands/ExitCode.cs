namespace CleanFiles.Api.Commands;

internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something was not found, or not done.</summary>
    public const int NotDone = 1;

    /// <summary>Wrong arguments or settings, or a database that cannot be used: the sentence says what to change.</summary>
    public const int WrongUse = 2;
}
