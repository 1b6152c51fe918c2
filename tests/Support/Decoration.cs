using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Support;

public static class Decoration
{
    /// <summary>Puts something around what is registered last, with the same lifetime.</summary>
    public static IServiceCollection Around<T>(this IServiceCollection services, Func<IServiceProvider, T, T> wrap) where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.Add(new ServiceDescriptor(typeof(T), provider => wrap(provider, (T)Create(inner, provider)), inner.Lifetime));
        return services;
    }

    private static object Create(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationInstance
        ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);
}
