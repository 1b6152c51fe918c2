using System.Text.Json.Serialization;
using CleanFiles.Api.Auth;
using CleanFiles.Api.Errors;
using CleanFiles.Api.OpenApi;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CleanFiles.Api.Startup;

internal static class ApiServices
{
    /// <summary>Bytes that a request without a file may have: no JSON body here is longer.</summary>
    private const long MaxBodyBytes = 64 * 1024;

    public static IServiceCollection AddApi(this IServiceCollection services, Settings settings)
    {
        var startLog = new StartLog();
        services.AddSingleton(startLog).AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", startLog.Lets));
        // Requests, relay and consumers have deadlines of their own, five seconds at most. They stop side by side, since none needs another
        // for that: what is not published or handled by then is in the database. So all of them end before this one, which is for what
        // hangs beyond them; and this is less than the ten seconds after which whoever stops a process usually kills it.
        services.Configure<HostOptions>(options => (options.ServicesStopConcurrently, options.ShutdownTimeout) = (true, TimeSpan.FromSeconds(9)));
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = MaxBodyBytes);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
        services.AddOpenApiDocument();
        if (settings.Auth is { } auth) services.AddBearerAuth(auth, settings.IsDevelopment);
        return services;
    }
}
