using System.Text.Json;

namespace CleanFiles.Support;

/// <param name="Severity">0 for an error, 1 for a warning, above for remarks.</param>
public sealed record AsyncApiDiagnostic(int Severity, string Code, string Message, string Path);

/// <summary>The official parser of AsyncAPI documents (@asyncapi/parser of npm, driven by tests/servers/asyncapi.cjs).</summary>
public static class AsyncApiParser
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What it has to say of the document. Where it cannot be had the test fails on CI and is skipped elsewhere.</summary>
    public static Task<IReadOnlyList<AsyncApiDiagnostic>> ParseAsync(string document) => Servers.OrSkipAsync(async () =>
    {
        try
        {
            await NodePackages.GetAsync("@asyncapi/parser");
            var printed = await NodePackages.AskAsync(document, NodePackages.Folder(), "node", "asyncapi.cjs");
            return (IReadOnlyList<AsyncApiDiagnostic>)JsonSerializer.Deserialize<List<AsyncApiDiagnostic>>(printed, Json)!;
        }
        catch (InvalidOperationException e)
        {
            throw new ServerUnavailableException($"There is no AsyncAPI parser here: {e.Message}", "install Node.js 20 or later, with npm.");
        }
    });
}
