using CleanFiles.Api.Commands;

namespace CleanFiles.Api.Tests.Commands;

public sealed class ArgumentsTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("--Roles=Api", "", "--Roles=Api")]
    [InlineData("--urls http://127.0.0.1:0 Data:Path=x /Roles=Api", "", "--urls http://127.0.0.1:0 Data:Path=x /Roles=Api")]
    [InlineData("migrate", "migrate", "")]
    [InlineData("migrate --Persistence:Provider Postgres", "migrate", "--Persistence:Provider Postgres")]
    [InlineData("--Data:Path=x migrate --Roles=Api", "migrate", "--Data:Path=x --Roles=Api")]
    [InlineData("dead-letters list --type file.uploaded --json --environment Production", "dead-letters list --type file.uploaded --json", "--environment Production")]
    [InlineData("dead-letters replay --yess --stream a=b", "dead-letters replay --yess --stream a=b", "")]
    [InlineData("--help", "--help", "")]
    [InlineData("--Roles=Api -h", "-h", "--Roles=Api")]
    [InlineData("--hlep", "--hlep", "")]
    [InlineData("--hlep --Data:Path=x", "--hlep", "--Data:Path=x")]
    [InlineData("-x", "-x", "")]
    public void A_command_is_parted_from_the_settings_beside_it(string line, string words, string settings)
    {
        var arguments = Arguments.Split(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(words, string.Join(' ', arguments.Words));
        Assert.Equal(settings, string.Join(' ', arguments.Settings));
    }
}
