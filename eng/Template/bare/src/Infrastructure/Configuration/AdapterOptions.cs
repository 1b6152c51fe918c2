namespace CleanFiles.Infrastructure.Configuration;

/// <summary>What is configured about the adapters that this service has beside the plumbing: nothing yet.</summary>
internal sealed record AdapterOptions
{
    public static IReadOnlyList<SettingsRule<ServiceOptions>> Rules { get; } = [];

    private IReadOnlyList<(string Setting, string Path)> Folders { get; } = [];

    /// <summary>Problems stay with the reader.</summary>
    /// <param name="data">The full path of the folder that relative ones are in.</param>
    public static AdapterOptions Read(SettingsReader settings, string data) => new();

    /// <summary>Those that these roles write to, each with the setting that names it.</summary>
    public IEnumerable<(string Setting, string Path)> FoldersOf(Roles roles) => Folders;

    /// <summary>In a few words.</summary>
    public string Chosen { get; } = "no others";
}
