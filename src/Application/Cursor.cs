using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CleanFiles.Application;

/// <summary>The place of the last item of a page in a list that is sorted newest first: keyset paging, stable while items come and go.</summary>
public sealed record Cursor(DateTimeOffset At, Guid Id)
{
    public static bool TryParse(string text, out Cursor? cursor)
    {
        cursor = null;
        if (!Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('|');
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.Ticks
            || !Guid.TryParseExact(parts[1], "N", out var id)) return false;
        cursor = new Cursor(new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }

    /// <summary>Opaque to clients and safe in a URL.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{At.UtcTicks}|{Id:N}"));
}
