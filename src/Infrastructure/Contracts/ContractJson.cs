using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>JSON as files are checked in: indented, and the same on every system.</summary>
internal static class ContractJson
{
    private static readonly JsonSerializerOptions Options =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode document) => document.ToJsonString(Options) + "\n";
}
