using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Pages;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.EndToEnd.Repository;

/// <summary>A stranger follows the README word for word, in a fresh copy.</summary>
[Collection("Copies of the repository, one at a time: each is built")]
public sealed partial class ReadmeTests(PostgresFixture postgres, AwsFixture aws)
{
    /// <summary>The template's own tests follow the last one, which a generated service does not have.</summary>
    private const string Production = "From laptop to production", Template = "Start your own service";

    [Fact(Explicit = true)]
    public async Task The_run_command_and_the_tour_do_what_the_readme_says_on_sqlite_on_postgresql_and_in_three_processes_over_SNS_and_SQS()
    {
        using var copy = new RepositoryCopy();
        var blocks = Readme.Read(copy.At("README.md"));
        Assert.Equal(["Run it", "Tour", "Test it", Production], blocks.Where(b => b.Language == "sh" && b.Section != Template).Select(b => b.Section).Distinct());
        var production = blocks.Where(block => block.Section == Production).ToList();
        Assert.Equal(["sh", "sh", "sh", "sh", "sh", "text", "sh", "text"], production.Select(block => block.Language));

        await using (var laptop = await copy.StartServiceAsync(Assert.Single(blocks, block => block is { Section: "Run it", Language: "sh" }).Text))
        {
            await TourAsync(copy, blocks);
            await StopAsync(laptop);
        }

        Assert.NotEmpty(Directory.GetFiles(copy.At("data/mail"), "*.eml"));
        Assert.Empty(Directory.GetFiles(copy.At("data/content"), "*", SearchOption.AllDirectories));

        await using (var onPostgres = await copy.StartServiceAsync(await OnPostgresAsync(production[0])))
        {
            await TourAsync(copy, blocks);
            await StopAsync(onPostgres);
        }

        await InThreeProcessesAsync(copy, blocks, production);
    }

    private async Task InThreeProcessesAsync(RepositoryCopy copy, IReadOnlyList<Block> blocks, List<Block> production)
    {
        var name = aws.NewName();
        var exports = $"{Exports(await OnPostgresAsync(production[0]))}\n{Exports(OnEmulator(production[1]))}\nexport Messaging__Sqs__Name={name}";
        await using var terminal = new Shell(copy.Path);
        await terminal.RunAsync($"{exports}\n{production[1].Text.Split('\n')[^1]}");
        await using var api = await copy.StartServiceAsync($"{exports}\n{production[2].Text}");
        await using var relay = await copy.StartServiceAsync($"{exports}\n{production[3].Text}", "5081");
        await using var consumers = await copy.StartServiceAsync($"{exports}\n{production[4].Text}", "5082");
        foreach (var (process, banner) in new[] { api, relay, consumers }.Zip(copy.OnFreePorts(production[5].Text).Split("\n\n")))
            Assert.Contains(banner.Split("...")[0], process.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        await TourAsync(copy, blocks);

        Assert.Equal(
            $"{production[7].Text}\n2".Replace("cleanfiles-", $"{name}-", StringComparison.Ordinal),
            (await terminal.RunAsync($"({production[6].Text}) 2>&1 >/dev/null; echo $?")).Trim());
        foreach (var process in new[] { api, relay, consumers }) await StopAsync(process);
    }

    private async Task<string> OnPostgresAsync(Block block)
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()).ConnectionString;
        return Replaced(block.Text, DocumentedConnection(), $"Persistence__ConnectionString='{database}'");
    }

    private string OnEmulator(Block block) => Replaced(
        Replaced(block.Text, DocumentedEmulator(), $"Messaging__Sqs__ServiceUrl={aws.ServiceUrl}"), DocumentedRegion(), $"AWS_REGION={aws.Region}");

    private static string Replaced(string commands, Regex documented, string real)
    {
        Assert.Single(documented.Matches(commands));
        return documented.Replace(commands, real);
    }

    private static string Exports(string commands) =>
        string.Join('\n', commands.Split('\n').Where(line => line.StartsWith("export ", StringComparison.Ordinal)));

    private static async Task TourAsync(RepositoryCopy copy, IReadOnlyList<Block> blocks)
    {
        await using var terminal = new Shell(copy.Path);
        var tour = blocks.Where(block => block.Section == "Tour").ToList();
        for (var i = 0; i < tour.Count; i++)
        {
            if (tour[i].Language != "sh") continue;
            var commands = copy.OnFreePorts(tour[i].Text);
            if (i + 1 < tour.Count && tour[i + 1].Language == "json") await PrintsAsync(terminal, commands, tour[i + 1].Text);
            else await terminal.RunAsync(commands);
        }
    }

    private static async Task StopAsync(Shell service)
    {
        await service.StopAsync();
        await Eventually.IsTrueAsync(() => service.HasExited, "the service was stopped");
    }

    /// <summary>An upload is answered at once; what follows from it is there a moment later, so those commands are repeated.</summary>
    private static async Task PrintsAsync(Shell terminal, string commands, string expected)
    {
        var printed = "";
        var isUpload = commands.Contains("-F ", StringComparison.Ordinal);
        await Eventually.IsTrueAsync(
            async () =>
            {
                printed = await terminal.RunAsync(commands);
                return isUpload || Same(printed, expected);
            },
            $"the tour printed {expected}");
        Assert.True(Same(printed, expected), $"{commands}\nprinted {printed}\nbut the README says {expected}");
    }

    private static bool Same(string printed, string expected)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(Normalized(printed)), JsonNode.Parse(Normalized(expected)));
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static string Normalized(string json) => Time().Replace(Id().Replace(json, "id"), "time");

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")]
    private static partial Regex Time();

    [GeneratedRegex(@"\bMessaging__Sqs__ServiceUrl=\S+")]
    private static partial Regex DocumentedEmulator();

    [GeneratedRegex(@"\bAWS_REGION=\S+")]
    private static partial Regex DocumentedRegion();

    [GeneratedRegex("Persistence__ConnectionString='[^']*'")]
    private static partial Regex DocumentedConnection();
}
