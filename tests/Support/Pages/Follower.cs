using System.Text.RegularExpressions;
using Xunit;

namespace CleanFiles.Support.Pages;

/// <summary>Does what a page says, block after block: applies each <c>diff</c>, types each <c>sh</c>, and compares what it printed with a <c>text</c> behind it.</summary>
public static partial class Follower
{
    /// <param name="folder">The repository to do it in.</param>
    /// <param name="blocks">A command ends with exit code 0, or with the one that a comment behind it says.</param>
    public static async Task FollowAsync(string folder, IReadOnlyList<Block> blocks)
    {
        await using var terminal = new Shell(folder);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Language == "diff") DiffBlock.Apply(folder, blocks[i].Text);
            if (blocks[i].Language != "sh") continue;
            var printed = "";
            foreach (var command in blocks[i].Text.Split('\n')) printed += await RunAsync(terminal, command);
            if (i + 1 < blocks.Count && blocks[i + 1].Language == "text") Prints(printed, blocks[i + 1].Text);
        }
    }

    private static async Task<string> RunAsync(Shell terminal, string command)
    {
        var expected = ExitCode().Match(command) is { Success: true } match ? match.Groups[1].Value : "0";
        // A service that starts although it should not would run for ever.
        var printed = await terminal.RunAsync($"{{ timeout 1200 {command.Split('#')[0].Trim()} ; }} 2>&1; echo \"=> $?\"");
        Assert.True(printed.Contains($"=> {expected}\n", StringComparison.Ordinal), $"{command}\nprinted {printed}");
        return printed;
    }

    /// <summary>Between other lines, which builds print, but in this order and without a gap.</summary>
    private static void Prints(string printed, string expected) =>
        Assert.True(printed.ReplaceLineEndings("\n").Contains($"{expected}\n", StringComparison.Ordinal), $"Expected:\n{expected}\nPrinted:\n{printed}");

    [GeneratedRegex(@"# exit code (\d+)$")]
    private static partial Regex ExitCode();
}
