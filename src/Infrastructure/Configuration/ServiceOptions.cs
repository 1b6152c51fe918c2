using CleanFiles.Infrastructure.Content;
using CleanFiles.Infrastructure.Mail;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Infrastructure.Configuration;

internal enum PersistenceProvider
{
    Sqlite,
    Postgres,
}

/// <param name="ConnectionString">Null for a SQLite database in the data folder.</param>
internal sealed record PersistenceOptions(PersistenceProvider Provider, string? ConnectionString);

internal enum MessagingTransport
{
    InMemory,
}

/// <summary>Everything that is configured about this process, read and checked once, at start.</summary>
/// <param name="DataPath">The full path of the folder that holds whatever this process keeps on disk.</param>
internal sealed record ServiceOptions(
    string DataPath,
    PersistenceOptions Persistence,
    MessagingTransport Transport,
    ContentOptions Content,
    MailOptions Mail,
    Roles Roles)
{
    public const string DefaultDataPath = "data";

    /// <exception cref="SettingsException">A setting, or a combination of them, cannot work.</exception>
    public static ServiceOptions From(IConfiguration configuration)
    {
        var settings = new SettingsReader(configuration);
        var options = Read(settings);
        settings.ThrowIfWrong();
        return options;
    }

    /// <summary>Problems stay with <paramref name="settings"/>; where there are any, the answer is not to be used.</summary>
    public static ServiceOptions Read(SettingsReader settings)
    {
        var data = Path.GetFullPath(settings.Text("Data:Path") ?? DefaultDataPath);
        var options = new ServiceOptions(
            data,
            new PersistenceOptions(
                settings.OneOf("Persistence:Provider", PersistenceProvider.Sqlite), settings.Text("Persistence:ConnectionString")),
            settings.OneOf("Messaging:Transport", MessagingTransport.InMemory),
            new ContentOptions(
                settings.OneOf("Content:Provider", ContentProvider.FileSystem),
                Path.Combine(data, settings.Text("Content:Path") ?? ContentOptions.DefaultPath),
                settings.Positive("Content:MaxBytes", ContentOptions.DefaultMaxBytes)),
            new MailOptions(
                settings.OneOf("Mail:Provider", MailProvider.Pickup),
                Path.Combine(data, settings.Text("Mail:Path") ?? MailOptions.DefaultPath),
                settings.Text("Mail:From") ?? MailOptions.DefaultFrom,
                settings.Text("Mail:RecipientDomain") ?? MailOptions.DefaultRecipientDomain),
            Roles.Read(settings));
        SettingsValidator.Check(options, settings);
        return options;
    }
}
