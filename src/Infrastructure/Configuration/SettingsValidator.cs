using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Persistence;
using MimeKit;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>Refuses settings that are each fine and cannot work together.</summary>
internal static class SettingsValidator
{
    public static void Check(ServiceOptions options, SettingsReader settings)
    {
        var roles = options.Roles;
        if (options.Persistence is { Provider: PersistenceProvider.Postgres, ConnectionString: null })
            settings.Add("Persistence:ConnectionString is empty; Persistence:Provider=Postgres needs one, "
                + "such as Host=localhost;Database=cleanfiles;Username=cleanfiles;Password=...");
        if (options.Persistence.ConnectionString is { } text && ConnectionStrings.Problem(options.Persistence.Provider, text) is { } reason)
            settings.Add($"Persistence:ConnectionString is none for Persistence:Provider={options.Persistence.Provider}: {reason.TrimEnd('.')}.");
        if (options.Persistence.Provider == PersistenceProvider.Sqlite && !roles.All)
            settings.Refuse(Roles.Key, "Persistence:Provider=Sqlite serves one process only, so set Roles to Api,Relay,Consumers "
                + "or Persistence:Provider to Postgres");
        else if (options.Messaging.Transport == MessagingTransport.InMemory && !RelayAndConsumersTogether(roles))
            settings.Refuse(Roles.Key, "Messaging:Transport=InMemory needs Relay and all Consumers in one process, so name both or neither");
        if (!MailboxAddress.TryParse(options.Mail.From, out _))
            settings.Refuse("Mail:From", "it must be a mail address such as CleanFiles <no-reply@example.com>");
        if (Uri.CheckHostName(options.Mail.RecipientDomain) != UriHostNameType.Dns)
            settings.Refuse("Mail:RecipientDomain", "it must be a domain such as example.com");
    }

    private static bool RelayAndConsumersTogether(Roles roles) =>
        roles.Relay ? roles.AllConsumers : !roles.AllConsumers && roles.Consumers.Count == 0;
}
