using System.Globalization;
using FluentValidation;

namespace CleanFiles.Application;

/// <summary>The domain's own rules as validation rules, so that each is written once.</summary>
internal static class Rules
{
    private const string NoCursor = "The cursor must be the 'next' of a page that this list returned.";

    /// <param name="problem">Says what is wrong in one sentence; null when nothing is.</param>
    public static IRuleBuilderOptionsConditions<T, string> Obeys<T>(this IRuleBuilder<T, string> rule, Func<string?, string?> problem) =>
        rule.Custom((value, context) =>
        {
            if (problem(value) is { } sentence) context.AddFailure(sentence);
        });

    public static IRuleBuilderOptions<T, int> PageLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, PageLimits.Max).WithMessage($"The limit must be from 1 to {PageLimits.Max}.");

    public static IRuleBuilderOptions<T, string?> Cursor<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(cursor => cursor is null || Application.Cursor.TryParse(cursor, out _)).WithMessage(NoCursor);

    /// <summary>Of a list in the order of versions.</summary>
    public static IRuleBuilderOptions<T, string?> VersionCursor<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(cursor => cursor is null || cursor.ToVersion() is not null).WithMessage(NoCursor);

    public static Cursor? ToCursor(this string? text) => text is not null && Application.Cursor.TryParse(text, out var cursor) ? cursor : null;

    public static long? ToVersion(this string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
