using CleanFiles.Api.Commands;
using CleanFiles.Api.Endpoints;
using CleanFiles.Api.Errors;
using CleanFiles.Api.Startup;
using CleanFiles.Application;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;

try
{
    var arguments = Arguments.Split(args);
    if (arguments.Words.Count > 0) return await CommandLine.RunAsync(arguments, Terminal.OfThisProcess());

    var builder = ServiceBuilder.Create(args);
    var settings = Settings.Read(builder.Configuration, builder.Environment);
    Folders.Create(settings.Service);
    builder.Services.AddApplication().AddInfrastructure(settings.Service).AddApi(settings);

    var app = builder.Build();
    app.WarnOfUnknownSettings(settings);
    app.UseDeadlineOnStop();
    app.UseProblems();
    app.MapApi(settings);
    app.MapHealth();
    app.PrintBannerOnStart(settings.Service);
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
