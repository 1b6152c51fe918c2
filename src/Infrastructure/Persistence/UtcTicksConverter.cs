using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>SQLite compares text; ticks of UTC keep the order of time.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
