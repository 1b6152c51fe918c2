using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Content;

internal static class DependencyInjection
{
    public static IServiceCollection AddContent(this IServiceCollection services, ContentOptions options) => options.Provider switch
    {
        ContentProvider.FileSystem => services.AddSingleton(options).AddFileSystem().AddAbandonedFiles(options.Path),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };

    private static IServiceCollection AddFileSystem(this IServiceCollection services) => services
        .AddSingleton<FileSystemContentStore>()
        .AddSingleton<IContentStore>(provider => provider.GetRequiredService<FileSystemContentStore>())
        .AddSingleton<IStoredContents>(provider => provider.GetRequiredService<FileSystemContentStore>());
}
