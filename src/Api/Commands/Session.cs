using CleanFiles.Api.Startup;
using CleanFiles.Application;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Persistence;

namespace CleanFiles.Api.Commands;

/// <summary>One command's run: its terminal, and the service's own parts under the same settings, none of them started.</summary>
internal sealed class Session(Terminal terminal, string[] settings)
{
    public Terminal Terminal => terminal;

    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public async Task<int> RunAsync(Func<IServiceProvider, Task<int>> work)
    {
        var builder = ServiceBuilder.Create(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddApplication().AddInfrastructure(Read(builder.Configuration));
        await using var parts = builder.Build();
        return await work(parts.Services);
    }

    /// <summary>A slip in an argument is refused here, where the service warns: a command that removes something must not go elsewhere.</summary>
    private ServiceOptions Read(ConfigurationManager configuration)
    {
        var reader = new SettingsReader(configuration);
        var options = ServiceOptions.Read(reader);
        foreach (var unknown in UnknownSettings.Find(new ConfigurationBuilder().AddCommandLine(settings).Build(), reader.Known)) reader.Add(unknown);
        reader.ThrowIfWrong();
        return options;
    }

    /// <summary>Works on a database that may be in use.</summary>
    /// <exception cref="SettingsException">The settings are wrong, the database is away, or it is not migrated.</exception>
    public Task<int> WithDatabaseAsync(Func<IServiceProvider, Task<int>> work, CancellationToken ct) =>
        RunAsync(parts => parts.GetRequiredService<DatabasePreparation>().UseAsync(() => work(parts), ct));

    /// <summary>As <see cref="WithDatabaseAsync"/>, after what lies elsewhere was brought in. What cannot be brought is said, and the command goes on.</summary>
    public Task<int> WithDeadLettersAsync(Func<IServiceProvider, Task<int>> work, CancellationToken ct) => WithDatabaseAsync(
        async parts =>
        {
            foreach (var source in parts.GetServices<IDeadLetterSource>()) await CollectAsync(source, ct);
            return await work(parts);
        },
        ct);

    private async Task CollectAsync(IDeadLetterSource source, CancellationToken ct)
    {
        try
        {
            await source.CollectAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await Terminal.Error.WriteLineAsync($"What lies in {source.Name} is missing here, since they could not be read: {e.Message}");
        }
    }
}
