namespace CleanFiles.Api.Startup;

internal static class SlowRequests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>When the process stops, requests are given a little time to end: one slow client must not hold up a deployment.</summary>
    public static void UseDeadlineOnStop(this WebApplication app)
    {
        var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, app.Services.GetRequiredService<TimeProvider>());
        app.Lifetime.ApplicationStopping.Register(() => late.CancelAfter(Grace));
        app.Use(async (context, next) =>
        {
            using var abort = late.Token.Register(context.Abort);
            await next(context);
        });
    }
}
