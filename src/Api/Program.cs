using CleanFiles.Api.Commands;
using CleanFiles.Api.Startup;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Configuration;

try
{
    var arguments = Arguments.Split(args);
    if (arguments.Words.Count > 0) return await CommandLine.RunAsync(arguments, Terminal.OfThisProcess());

    var app = Composition.Compose(args);
    var reason = app.Services.GetRequiredService<StopReason>();
    await app.ListenAsync();
    return reason.Problem is { } problem ? StartFailure.Print(problem.Problems) : 0;
}
catch (OperationCanceledException)
{
    // Stopped before it was ready.
    return 0;
}
catch (SettingsException e)
{
    return StartFailure.Print(e.Problems);
}
catch (EventCatalogueException e)
{
    return StartFailure.Print([e.Message]);
}
