using CleanFiles.Api.Commands;
using CleanFiles.Api.Endpoints;
using CleanFiles.Api.Errors;
using CleanFiles.Api.Startup;
using CleanFiles.Application;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;

try
{
    if (args is [MigrateCommand.Name, ..])
    {
        await MigrateCommand.RunAsync(args[1..]);
        return 0;
    }

    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = Settings.Read(builder.Configuration, builder.Environment);
    builder.Services.AddApplication();
    builder.Services.AddInfrastructure(settings.Service);
    builder.Services.AddApi(settings);

    var app = builder.Build();
    app.UseProblems();
    app.MapHealth();
    app.MapApi(settings);
    app.PrintBannerOnStart(settings.Service);
    await app.RunAsync();
    return 0;
}
catch (SettingsException e)
{
    foreach (var problem in e.Problems) Console.Error.WriteLine(problem);
    return 2;
}
