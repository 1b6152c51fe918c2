using CleanFiles.Domain;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CleanFiles.Api.Auth;

/// <summary>Stands in for an identity provider on a developer's machine.</summary>
internal static class DevTokens
{
    private const int LifetimeInMinutes = 24 * 60;

    public static string Issue(OwnerId owner, AuthOptions auth) =>
        new JsonWebTokenHandler { TokenLifetimeInMinutes = LifetimeInMinutes }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = owner.Value },
            Audience = auth.Audience,
            SigningCredentials = new SigningCredentials(auth.SigningKey, SecurityAlgorithms.HmacSha256),
        });
}
