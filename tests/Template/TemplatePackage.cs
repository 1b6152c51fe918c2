using CleanFiles.Support;

namespace CleanFiles.Template.Tests;

/// <summary>The template as a stranger gets it: packed, and installed where it touches nobody's own templates.</summary>
public sealed class TemplatePackage : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>The package's file.</summary>
    public string File { get; private set; } = "";

    private string[] Hive => ["--debug:custom-hive", _folder.File("hive")];

    public async ValueTask InitializeAsync()
    {
        await Dotnet.RunAsync(RepositoryRoot.Path, "pack", "eng/Template/Template.csproj", "-o", _folder.Path, "-v", "quiet");
        File = Assert.Single(Directory.GetFiles(_folder.Path, "*.nupkg"));
        await Dotnet.RunAsync(_folder.Path, ["new", "install", File, .. Hive]);
    }

    /// <param name="name">Null for that of the folder that it is made in.</param>
    /// <param name="folder">Null for any.</param>
    internal async Task<Output> GenerateAsync(string? name, string? folder = null, params string[] options)
    {
        var output = new Output(folder ?? "service");
        try
        {
            output.Printed = await Dotnet.RunAsync(output.Path, ["new", "cleanfiles", .. name is null ? Array.Empty<string>() : ["-n", name, "-o", "."], .. options, .. Hive]);
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Calls an item template in a folder of a service.</summary>
    internal async Task AddAsync(Output service, string folder, params string[] arguments) =>
        await Dotnet.RunAsync(Path.Combine(service.Path, folder), ["new", .. arguments, .. Hive]);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
