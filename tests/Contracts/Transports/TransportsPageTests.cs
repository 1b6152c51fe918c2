namespace CleanFiles.Contracts.Tests.Transports;

public class TransportsPageTests
{
    private const string Path = "docs/transports.md", Renew = "CLEANFILES_RENEW";

    [Fact, Enforces(10, 29)]
    public void The_page_says_what_the_suite_checks()
    {
        var (file, page) = (Repository.At(Path), TransportsPage.Of([.. TransportsTests.All.Select(suite => suite.Promises)]));
        if (Environment.GetEnvironmentVariable(Renew) == "1") File.WriteAllText(file, page);

        Assert.True(
            File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == page,
            $"{Path} is not what the transports promise. Run: {Renew}=1 dotnet test --project tests/Contracts -- --filter-class '*.{nameof(TransportsPageTests)}'");
    }
}
