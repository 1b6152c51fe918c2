using System.Net;
using System.Text.Json;
using CleanFiles.Support;
using CleanFiles.Support.Pages;

namespace CleanFiles.EndToEnd.Repository;

/// <summary>A newcomer follows docs/adding-an-event.md word for word, in a fresh copy.</summary>
[Collection("Copies of the repository, one at a time: each is built")]
public sealed class AddingAnEventTests
{
    private const string Page = "docs/adding-an-event.md", Run = "dotnet run --project src/Api";

    private const string FirstVersionIsThere = "5. Write it down", Refused = "A change that is refused", SecondVersionIsThere = "6. A second version";

    [Fact(Explicit = true), Enforces(21)]
    public async Task The_page_leads_to_a_new_event_a_refused_change_and_a_second_version()
    {
        using var copy = new RepositoryCopy();
        var sections = Readme.Read(copy.At(Page)).GroupBy(block => block.Section).ToList();
        Assert.Subset(sections.Select(section => section.Key).ToHashSet(), new HashSet<string> { FirstVersionIsThere, Refused, SecondVersionIsThere });
        Guid file = default;
        foreach (var section in sections)
        {
            var contracts = File.ReadAllText(copy.At("src/Application/Events/Contracts.cs"));
            await Follower.FollowAsync(copy.Path, [.. section]);
            if (section.Key == Refused) copy.Edit("src/Application/Events/Contracts.cs", _ => contracts);
            if (section.Key == FirstVersionIsThere) file = await FlagAsync(copy, file: null, schemaVersions: [1]);
            if (section.Key == SecondVersionIsThere) await FlagAsync(copy, file, schemaVersions: [1, 2]);
        }

        await using var terminal = new Shell(copy.Path);
        Assert.EndsWith("=> 0", (await terminal.RunAsync("dotnet build src/Api -warnaserror -p:RunAnalyzers=true; echo \"=> $?\"")).Trim(), StringComparison.Ordinal);
    }

    /// <summary>Flags a file, a new one unless it is given, and finds every flag in its history.</summary>
    private static async Task<Guid> FlagAsync(RepositoryCopy copy, Guid? file, int[] schemaVersions)
    {
        await using var service = await copy.StartServiceAsync(Run);
        var alice = await Owner.SignInAsync(copy.Address, "alice");
        var id = file ?? await alice.UploadAsync("report.txt", "text");
        var answer = await alice.PostAsync($"/api/files/{id}/flags", new { reason = "outdated: see the one of May" });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        IReadOnlyList<JsonElement> flags = [];
        await Eventually.IsTrueAsync(
            async () => (flags = [.. (await alice.HistoryEntriesAsync(id)).Where(entry => entry.GetProperty("type").GetString() == "file.flagged")])
                .Count == schemaVersions.Length,
            "the flag is in the history");
        Assert.Equal(schemaVersions, flags.Select(flag => flag.GetProperty("schemaVersion").GetInt32()));
        Assert.All(flags, flag => Assert.Equal("outdated: see the one of May", flag.GetProperty("data").GetProperty("reason").GetString()));
        if (schemaVersions[^1] == 2)
            Assert.Equal("outdated", flags[^1].GetProperty("data").GetProperty("cause").GetProperty("kind").GetString());
        await service.StopAsync();
        await Eventually.IsTrueAsync(() => service.HasExited, "the service was stopped");
        return id;
    }
}
