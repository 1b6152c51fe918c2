using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.EndToEnd;

/// <summary>The real composition root in this process: HTTP, relay, consumers and database, with a fault put in where a story needs one.</summary>
internal sealed class App(World world, Action<IServiceCollection>? faults = null) : WebApplicationFactory<Program>
{
    public static App Start(World world, Action<IServiceCollection>? faults = null)
    {
        var app = new App(world, faults);
        app.UseKestrel(0);
        app.StartServer();
        return app;
    }

    public static App Start(World world, IMailer mailer) => Start(world, services => services.AddSingleton(mailer));

    public Task<Owner> OwnerAsync(string name) => Owner.SignInAsync(CreateClient(), name);

    public Task<T> ReadAsync<T>(Func<AppDbContext, Task<T>> read) => Services.GetRequiredService<Transactions>().ReadAsync(read);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        foreach (var (key, value) in world.Settings) builder.UseSetting(key, value);
        if (faults is not null) builder.ConfigureTestServices(faults);
    }
}
