using CleanFiles.Api.Commands;
using CleanFiles.Api.Endpoints;
using CleanFiles.Api.Errors;
using CleanFiles.Api.Startup;
using CleanFiles.Application;
using CleanFiles.Infrastructure;

try
{
    var arguments = Arguments.Split(args);
    if (arguments.Words.Count > 0) return await CommandLine.RunAsync(arguments, Terminal.OfThisProcess());

    var builder = ServiceBuilder.Create(args);
    var settings = Settings.Read(builder.Configuration, builder.Environment);
    builder.Services.AddApplication().AddInfrastructure(settings.Service).AddApi(settings);

    var app = builder.Build();
    app.UseDeadlineOnStop();
    app.UseProblems();
    app.MapApi(settings);
    app.MapHealth();
    app.PrintBannerOnStart(settings.Service);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartFailure.Explains(e))
{
    return StartFailure.Print(e);
}
