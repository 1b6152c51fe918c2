using Microsoft.Net.Http.Headers;

namespace CleanFiles.Api.Errors;

/// <summary>JSON is UTF-8 (RFC 8259, section 8.1). The framework takes other charsets, and some spellings of this one, for a fault of its own.</summary>
internal static class JsonCharset
{
    public static void UseJsonCharset(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.Charset.HasValue || !type.MediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            return next(context);
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (!charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new BadHttpRequestException($"JSON is sent in UTF-8, not in '{charset}'.", StatusCodes.Status415UnsupportedMediaType);
        context.Request.ContentType = type.MediaType.ToString();
        return next(context);
    });
}
