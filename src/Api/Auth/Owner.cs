using System.Security.Claims;
using CleanFiles.Domain;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CleanFiles.Api.Auth;

internal static class Owner
{
    /// <summary>Who asks. Only behind authorization, which has made sure that there is such a claim (ADR 0012).</summary>
    public static OwnerId OwnerId(this ClaimsPrincipal user) => new(user.Subject()!);

    public static string? Subject(this ClaimsPrincipal? user) => user?.FindFirst(JwtRegisteredClaimNames.Sub)?.Value;
}
