using CleanFiles.Domain;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace CleanFiles.Api.Auth;

internal static class BearerAuth
{
    public static IServiceCollection AddBearerAuth(this IServiceCollection services, AuthOptions auth, bool isDevelopment)
    {
        services.AddSingleton(auth);
        services.AddAuthorization();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.Authority = auth.Authority;
            options.Audience = auth.Audience;
            options.RequireHttpsMetadata = !isDevelopment;
            options.TokenValidationParameters.ValidateAudience = auth.Audience is not null;
            options.Events = new JwtBearerEvents { OnTokenValidated = RequireOwner };
            if (auth.SigningKey is not { } key) return;
            options.TokenValidationParameters.ValidateIssuer = false;
            options.TokenValidationParameters.IssuerSigningKey = key;
            options.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
        });
        return services;
    }

    private static Task RequireOwner(TokenValidatedContext context)
    {
        if (OwnerId.Problem(context.Principal.Subject()) is { } problem) context.Fail(problem);
        return Task.CompletedTask;
    }
}
