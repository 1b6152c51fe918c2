using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Infrastructure.Tests.Configuration;

public class UnknownSettingsTests
{
    [Theory]
    [InlineData("Relay:MaxInFligth", "Relay:MaxInFlight")]
    [InlineData("relay:max-in-flight", "Relay:MaxInFlight")]
    [InlineData("Persistance:Provider", "Persistence:Provider")]
    [InlineData("Masseging:Transport", "Messaging:Transport")]
    [InlineData("Mail:Smpt:Host", "Mail:Smtp:Host")]
    [InlineData("Mails:From", "Mail:From")]
    [InlineData("Mail:Smtp:User", "Mail:Smtp:UserName")]
    [InlineData("Role", "Roles")]
    public void A_setting_that_nobody_reads_is_told_with_the_nearest_one(string key, string nearest) =>
        Assert.Equal([$"{key} is no setting, so it changes nothing; did you mean {nearest}?"], Find(key));

    [Theory]
    [InlineData("relay:maxinflight")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Endpoints:Http:Url")]
    [InlineData("AllowedHosts")]
    [InlineData("MAIL")]
    [InlineData("PATH")]
    [InlineData("Roles")]
    [InlineData("Shop:Name")]
    public void A_setting_that_is_known_or_somebody_elses_is_not_told(string key) => Assert.Empty(Find(key));

    private static IReadOnlyList<string> Find(string key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)"5")]).Build();
        var reader = new SettingsReader(new ConfigurationBuilder().Build());
        ServiceOptions.Read(reader);
        return UnknownSettings.Find(configuration, reader.Known);
    }
}
