using System.Security.Cryptography;
using System.Text;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace CleanFiles.Api.Auth;

/// <summary>Whose tokens count: those of an identity provider, or those signed with a key that this service shares.</summary>
/// <param name="Authority">The issuer's URL; its keys are found there by OpenID Connect Discovery.</param>
/// <param name="Audience">Required with an authority, so that its tokens for other services do not count here.</param>
/// <param name="SigningKey">For HS256 (RFC 7518, section 3.2).</param>
internal sealed record AuthOptions(string? Authority, string? Audience, SymmetricSecurityKey? SigningKey)
{
    public const int MinKeyBytes = 32;

    private const string AuthorityKey = "Auth:Authority", AudienceKey = "Auth:Audience", SigningKeyKey = "Auth:SigningKey";

    public static AuthOptions Read(SettingsReader settings, bool isDevelopment)
    {
        var authority = settings.Text(AuthorityKey);
        var audience = settings.Text(AudienceKey);
        var key = settings.Text(SigningKeyKey) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        if (key?.Length < MinKeyBytes)
            settings.Add($"{SigningKeyKey} has {key.Length} bytes; it must have at least {MinKeyBytes}.");
        if (authority is not null)
            CheckAuthority(settings, audience, key, isDevelopment);
        else if (key is null && isDevelopment)
            key = RandomNumberGenerator.GetBytes(MinKeyBytes);
        else if (key is null)
            settings.Add($"{AuthorityKey} and {SigningKeyKey} are both empty; "
                + "outside Development set one of them, since there is no default key.");
        return new AuthOptions(authority, audience, key is null ? null : new SymmetricSecurityKey(key));
    }

    private static void CheckAuthority(SettingsReader settings, string? audience, byte[]? key, bool isDevelopment)
    {
        if (key is not null)
            settings.Add($"{AuthorityKey} and {SigningKeyKey} are both set; keep one of them.");
        if (audience is null)
            settings.Add($"{AudienceKey} is empty; with {AuthorityKey} it must name this service as the identity provider does.");
        if (!Uri.TryCreate(settings.Text(AuthorityKey), UriKind.Absolute, out var uri)
            || !(uri.Scheme == Uri.UriSchemeHttps || (isDevelopment && uri.Scheme == Uri.UriSchemeHttp)))
            settings.Refuse(AuthorityKey, "it must be an absolute https URL");
    }
}
