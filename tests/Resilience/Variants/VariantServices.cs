using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Variants;

internal static class VariantServices
{
    /// <summary>Breaks what was registered. Two variants are broken in the database instead (<see cref="BrokenSchema"/>).</summary>
    public static IServiceCollection Broken(this IServiceCollection services, Variant variant) => variant switch
    {
        Variant.BookmarkBeforePublish => services.Around<IOutboxLog>((_, inner) => new MovesBookmarkFirst(inner)),
        Variant.AcknowledgeBeforeCommit => services.Around<ISubscriber>((_, inner) => new AcknowledgesFirst(inner)),
        Variant.InboxApart => services.Around<IInbox>((provider, inner) =>
            new EntersApart(inner, new SeparateInbox(provider.GetRequiredService<NpgsqlDataSource>()).EnterAsync)),
        Variant.NoFencing => services.Around<IOutboxLog>((_, inner) => new NeverFenced(inner)),
        Variant.StreamsSideBySide => services
            .Around<IOutboxLog>((_, inner) => new StreamsSideBySide(inner))
            .Around<IPublisher>((_, inner) => new StreamsSideBySide.Publisher(inner)),
        Variant.ClearedBeforeCommit => services.AddScoped<IFlush, ClearsEarly>(),
        _ => services,
    };
}
