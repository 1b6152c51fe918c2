using System.Security.Cryptography;
using System.Text;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace CleanFiles.Api.Auth;

/// <summary>Whose tokens count: those of an identity provider, or those signed with a key that this service shares.</summary>
/// <param name="Authority">The issuer's URL; its keys are found there by OpenID Connect Discovery.</param>
/// <param name="Audience">Required with an authority, so that its tokens for other services do not count here.</param>
/// <param name="SigningKey">For HS256 (RFC 7518, section 3.2).</param>
internal sealed record AuthOptions(string? Authority, string? Audience, SymmetricSecurityKey? SigningKey, bool IsDevelopment)
{
    public const int MinKeyBytes = 32;

    private const string AuthorityKey = "Auth:Authority", AudienceKey = "Auth:Audience", SigningKeyKey = "Auth:SigningKey";

    public static IReadOnlyList<SettingsRule<AuthOptions>> Rules { get; } =
    [
        new(
            [AuthorityKey, SigningKeyKey],
            "One of them, not both.",
            (auth, _) => auth is { Authority: not null, SigningKey: not null }
                ? $"{AuthorityKey} and {SigningKeyKey} are both set; keep one of them."
                : null),
        new(
            [AuthorityKey, SigningKeyKey],
            "Outside Development one of them: there is no default key.",
            (auth, _) => auth is { Authority: null, SigningKey: null, IsDevelopment: false }
                ? $"{AuthorityKey} and {SigningKeyKey} are both empty; outside Development set one of them, since there is no default key."
                : null),
        new(
            [AuthorityKey, AudienceKey],
            "An authority needs an audience, or its tokens for other services would count here.",
            (auth, _) => auth is { Authority: not null, Audience: null }
                ? $"{AudienceKey} is empty; with {AuthorityKey} it must name this service as the identity provider does."
                : null),
    ];

    public static AuthOptions Read(SettingsReader settings, bool isDevelopment)
    {
        var key = settings.Text(SigningKeyKey) is { } text ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(text)) : null;
        return new AuthOptions(settings.Text(AuthorityKey), settings.Text(AudienceKey), key, isDevelopment);
    }

    public void Check(SettingsReader settings)
    {
        if (SigningKey?.Key.Length < MinKeyBytes)
            settings.Add($"{SigningKeyKey} has {SigningKey.Key.Length} bytes; it must have at least {MinKeyBytes}.");
        Rules.Check(this, settings);
        if (Authority is not null && !IsAllowed(Authority))
            settings.Refuse(AuthorityKey, "it must be an absolute https URL");
    }

    /// <summary>In Development a key for the life of this process, if nobody gave one.</summary>
    public AuthOptions WithKey() => Authority is null && SigningKey is null
        ? this with { SigningKey = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(MinKeyBytes)) }
        : this;

    private bool IsAllowed(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (IsDevelopment && uri.Scheme == Uri.UriSchemeHttp));
}
