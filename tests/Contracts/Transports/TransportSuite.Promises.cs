using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    [Fact, Enforces(10, 29)]
    public async Task Settings_allow_no_larger_envelope_than_is_promised()
    {
        Assert.Null(Refusal(await ChosenAsync(("Messaging:MaxEnvelopeBytes", $"{Promises.MaxBytes}"))));

        Assert.Contains(
            "Messaging:MaxEnvelopeBytes", Refusal(await ChosenAsync(("Messaging:MaxEnvelopeBytes", $"{Promises.MaxBytes + 1}"))), StringComparison.Ordinal);
    }

    [Theory, Enforces(10, 29)]
    [InlineData("Api", true)]
    [InlineData("Relay,Consumers", true)]
    [InlineData("Relay", false)]
    [InlineData("Consumers", false)]
    [InlineData("Api,Relay,Consumers:notifier", false)]
    public async Task Settings_let_roles_run_apart_where_that_is_promised(string roles, bool always)
    {
        var refusal = Refusal(await ChosenAsync(
            ("Roles", roles), ("Persistence:Provider", "Postgres"), ("Persistence:ConnectionString", "Host=localhost")));

        if (always || Promises.RolesMayRunApart) Assert.Null(refusal);
        else Assert.Contains("Roles", refusal, StringComparison.Ordinal);
    }

    private async Task<IConfiguration> ChosenAsync(params IEnumerable<(string Key, string Value)> others) => new ConfigurationBuilder()
        .AddInMemoryCollection(await SettingsAsync("Sqlite", others.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)))).Build();

    /// <returns>What is wrong with them; null when nothing is.</returns>
    private static string? Refusal(IConfiguration settings)
    {
        try
        {
            ServiceOptions.From(settings);
            return null;
        }
        catch (SettingsException e)
        {
            return e.Message;
        }
    }
}
