namespace CleanFiles.Template.Tests;

/// <summary>One of each item in a service: put where it belongs, with a test that fails until it is filled in and passes then.</summary>
/// <param name="folder">Of the aggregate.</param>
/// <param name="handled">The contract that the new consumer handles.</param>
internal sealed class ItemCycle(TemplatePackage template, Output service, string aggregate, string folder, string handled)
{
    private readonly string _useCase = $"Archive{aggregate}", _fact = $"{aggregate}Archived";

    public async Task RunAsync()
    {
        await AddAsync();
        await FailsAsync("MonthlyArchivistTests", "Say what MonthlyArchivist does with it.");
        await FailsAsync($"{_fact}Tests", $"List {_fact}V1 in OurEvents.Contracts");
        await FailsAsync($"{_useCase}Tests", "Load the aggregate");

        await FillInCodeAsync();
        await FailsAsync("MonthlyArchivistTests", "Say what is there afterwards");
        await FailsAsync($"{_useCase}Tests", "Say what has become of the aggregate");

        await FillInTestsAsync();
        await Dotnet.RunAsync(service.Path, "test", "--no-build", "--project", "tests/Application");
    }

    public async Task FailsAsync(string tests, string sentence)
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Dotnet.RunAsync(service.Path, "test", "--no-build", "--project", "tests/Application", "--", "--filter-class", $"*.{tests}"));

        Assert.Contains(sentence, failed.Message, StringComparison.Ordinal);
    }

    public void Fill(string file, string gap, string filling)
    {
        var text = service.Read(file).ReplaceLineEndings("\n");
        Assert.Contains(gap, text, StringComparison.Ordinal);
        service.Write(file, text.Replace(gap, filling, StringComparison.Ordinal));
    }

    public Task BuildAsync() => Dotnet.RunAsync(service.Path, "build", "tests/Application", "-warnaserror");

    /// <summary>From anywhere in the service.</summary>
    private async Task AddAsync()
    {
        await Dotnet.RunAsync(service.Path, "restore");
        await template.AddAsync(service, "src/Api/Endpoints", "cleanfiles-consumer", "-n", "MonthlyArchivist", "--event", handled);
        await template.AddAsync(service, "tests/Domain", "cleanfiles-event", "-n", _fact, "--folder", folder);
        await template.AddAsync(service, "src/Application", "cleanfiles-usecase", "-n", _useCase, "--folder", folder);

        Assert.Superset(
            new HashSet<string>
            {
                "src/Application/Consumers/MonthlyArchivist.cs", "tests/Application/Consumers/MonthlyArchivistTests.cs",
                $"src/Domain/{folder}/{_fact}.cs", $"src/Application/Events/{_fact}V1.cs", $"tests/Application/Events/{_fact}Tests.cs",
                $"src/Application/{folder}/{_useCase}.cs", $"tests/Application/{folder}/{_useCase}Tests.cs",
            },
            service.Files.ToHashSet());
        Assert.Contains("[Consumer(\"monthly-archivist\"", service.Read("src/Application/Consumers/MonthlyArchivist.cs"), StringComparison.Ordinal);
        await BuildAsync();
    }

    private async Task FillInCodeAsync()
    {
        Fill("src/Application/Consumers/MonthlyArchivist.cs", "throw new NotImplementedException(\"Say what MonthlyArchivist does with it.\")", "Task.FromResult<Effect?>(null)");
        Fill($"src/Application/{folder}/{_useCase}.cs", "        await Task.FromException(new NotImplementedException(\"Load the aggregate, and have it do what was asked.\"));\n", "");
        Fill(
            "src/Application/Events/OurEvents.cs", "    ];\n",
            $"        new EventContract(\"thing.archived\", 1, typeof({_fact}V1)) {{ Example = new {_fact}V1(Guid.Empty, DateTimeOffset.UnixEpoch) }},\n    ];\n");
        Fill(
            "src/Application/Events/OurEvents.cs", "    public static void Map(EventMapper mapper)\n    {\n",
            $"    public static void Map(EventMapper mapper)\n    {{\n        mapper.Map(({_fact} e) => new {_fact}V1(e.Id, e.At));\n");
        await BuildAsync();
    }

    private async Task FillInTestsAsync()
    {
        Fill("tests/Application/Consumers/MonthlyArchivistTests.cs", "Assert.Fail(\"Say what is there afterwards, or what the port was asked for.\");", "");
        Fill($"tests/Application/{folder}/{_useCase}Tests.cs", "Assert.Fail(\"Say what has become of the aggregate.\");", "");
        await BuildAsync();
    }
}
