using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.EndToEnd.Repository;

/// <summary>A stranger follows the README word for word, in a fresh copy.</summary>
[Collection("Copies of the repository, one at a time: each is built")]
public sealed partial class ReadmeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_run_command_and_the_tour_do_what_the_readme_says_on_sqlite_and_again_on_postgresql()
    {
        using var copy = new RepositoryCopy();
        var blocks = Readme.Read(copy.At("README.md"));
        Assert.Equal(["Run it", "Tour", "Test it", "Switch to PostgreSQL"], blocks.Where(b => b.Language == "sh").Select(b => b.Section).Distinct());

        await TourAsync(copy, blocks, Commands(blocks, "Run it"));
        Assert.NotEmpty(Directory.GetFiles(copy.At("data/mail"), "*.eml"));
        Assert.Empty(Directory.GetFiles(copy.At("data/content"), "*", SearchOption.AllDirectories));

        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()).ConnectionString;
        var switched = DocumentedConnection().Replace(Commands(blocks, "Switch to PostgreSQL"), $"Persistence__ConnectionString='{database}'");
        Assert.Contains(database, switched, StringComparison.Ordinal);
        await TourAsync(copy, blocks, switched);
    }

    private static string Commands(IEnumerable<Block> blocks, string section) =>
        Assert.Single(blocks, block => block.Section == section && block.Language == "sh").Text;

    private static async Task TourAsync(RepositoryCopy copy, IReadOnlyList<Block> blocks, string run)
    {
        await using var service = await copy.StartServiceAsync(run);
        await using var terminal = new Shell(copy.Path);
        var tour = blocks.Where(block => block.Section == "Tour").ToList();
        for (var i = 0; i < tour.Count; i++)
        {
            if (tour[i].Language != "sh") continue;
            var commands = tour[i].Text.Replace(RepositoryCopy.DocumentedPort, copy.Port, StringComparison.Ordinal);
            if (i + 1 < tour.Count && tour[i + 1].Language == "json") await PrintsAsync(terminal, commands, tour[i + 1].Text);
            else await terminal.RunAsync(commands);
        }

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

    [GeneratedRegex("Persistence__ConnectionString='[^']*'")]
    private static partial Regex DocumentedConnection();
}
