using System.ComponentModel;
using System.Net.Http.Headers;

namespace CleanFiles.Application.Events;

/// <summary>A content type in its parts, so that no reader has to take the text apart. Part of contracts: it evolves as they do.</summary>
public sealed record MediaType(
    [property: Description("In lower case: text, image, application, ...")] string Type,
    [property: Description("In lower case: plain, png, ld+json, ...")] string Subtype,
    [property: Description("By their names in lower case; the values without quotes. Empty when there are none.")]
    IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly MediaType Unknown = new("application", "octet-stream", new Dictionary<string, string>());

    /// <summary>Never fails: what is no media type is unknown bytes, and parameters that cannot be read are left out. The text says the rest.</summary>
    public static MediaType Of(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var header) && !MediaTypeHeaderValue.TryParse(contentType.Split(';')[0], out header))
            return Unknown;
        var parts = header.MediaType!.ToLowerInvariant().Split('/');
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in header.Parameters.Where(parameter => parameter.Value is not null))
            parameters.TryAdd(parameter.Name.ToLowerInvariant(), Unquoted(parameter.Value!));
        return new MediaType(parts[0], parts[1], parameters);
    }

    /// <summary>A quoted string's content (RFC 9110, section 5.6.4).</summary>
    private static string Unquoted(string value)
    {
        if (value is not ['"', .. var quoted, '"']) return value;
        var text = new System.Text.StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length) i++;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }
}
