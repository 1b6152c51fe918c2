namespace CleanFiles.Api.Startup;

/// <summary>What keeps the process from starting and a person can mend: told in sentences, without a stack trace.</summary>
internal static class StartFailure
{
    private const int ExitCode = 2;

    /// <returns>The exit code.</returns>
    public static int Print(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences) Console.Error.WriteLine(sentence);
        return ExitCode;
    }
}
