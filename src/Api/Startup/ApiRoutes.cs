using CleanFiles.Api.Auth;
using CleanFiles.Api.Endpoints;
using CleanFiles.Api.OpenApi;
using Scalar.AspNetCore;

namespace CleanFiles.Api.Startup;

internal static class ApiRoutes
{
    public static void MapApi(this WebApplication app, Settings settings)
    {
        if (settings.Auth is not { } auth) return;
        app.UseAuthentication();
        app.UseAuthorization();
        var api = app.MapGroup("/api").RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapEndpoints(settings.Service.Adapters);
        app.MapOpenApi();
        app.MapAsyncApi();
        if (settings.IsDevelopment) app.MapDevelopment(auth);
        app.MapGet("/", () => TypedResults.Redirect(settings.IsDevelopment ? "/scalar" : "/openapi/v1.json")).ExcludeFromDescription();
    }

    private static void MapDevelopment(this WebApplication app, AuthOptions auth)
    {
        app.MapScalarApiReference("/scalar", scalar => scalar
            .WithTitle("CleanFiles")
            .AddPreferredSecuritySchemes(OpenApiDocumentation.BearerScheme)
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton());
        if (auth.SigningKey is not null) app.MapDevToken(auth);
    }
}
