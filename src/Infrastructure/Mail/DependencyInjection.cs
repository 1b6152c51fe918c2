using CleanFiles.Application.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Mail;

internal static class DependencyInjection
{
    public static IServiceCollection AddMail(this IServiceCollection services, MailOptions options) => options.Provider switch
    {
        MailProvider.Pickup => services.AddSingleton(options).AddSingleton<IMailer, PickupMailer>().AddAbandonedFiles(options.Path),
        MailProvider.Smtp => services.AddSingleton(options).AddSingleton<IMailer, SmtpMailer>(),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };
}
