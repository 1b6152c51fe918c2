using CleanFiles.Application.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Content;

internal static class DependencyInjection
{
    public static IServiceCollection AddContent(this IServiceCollection services, ContentOptions options) => options.Provider switch
    {
        ContentProvider.FileSystem => services.AddSingleton(options).AddSingleton<IContentStore, FileSystemContentStore>(),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };
}
