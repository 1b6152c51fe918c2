namespace CleanFiles.Api.Commands;

/// <summary>Where a command speaks, and who answers it.</summary>
/// <param name="IsInteractive">Whether a person can answer a question.</param>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error, bool IsInteractive)
{
    public static Terminal OfThisProcess() => new(Console.In, Console.Out, Console.Error, !Console.IsInputRedirected);

    /// <summary>Says what is about to be done, and asks for it unless that was settled before.</summary>
    /// <returns>Null when it may be done, else the exit code.</returns>
    public async Task<int?> ConfirmAsync(string plan, bool settled, CancellationToken ct)
    {
        await Error.WriteLineAsync(plan);
        if (settled) return null;
        if (!IsInteractive)
        {
            await Error.WriteLineAsync("Nothing was done, since nobody can be asked here; say --yes to have it done.");
            return ExitCode.WrongUse;
        }

        await Error.WriteAsync("Go on? [y/N] ");
        if ((await In.ReadLineAsync(ct))?.Trim() is "y" or "Y" or "yes") return null;
        await Error.WriteLineAsync("Nothing was done.");
        return ExitCode.NotDone;
    }
}
