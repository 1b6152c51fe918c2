using System.Diagnostics;

namespace CleanFiles.Support;

/// <summary>
/// A file system of its own with little room (tmpfs, Linux only). It needs no rights: it lives in a namespace of a process that holds
/// it, is reached through that process's /proc entry, and goes with it. SQLite does not believe in such a path and has to go inside.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _holder;

    private SmallDisk(string size) => _holder = Process.Start(new ProcessStartInfo(
        "unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size={size} tmpfs '{_folder.Path}' && echo ready && cat"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public string Path => $"/proc/{_holder.Id}/root{_folder.Path}";

    public string PathInside => _folder.Path;

    /// <summary>What a command begins with that shall run inside.</summary>
    public string[] Inside => ["nsenter", "--target", $"{_holder.Id}", "--user", "--mount", "--preserve-credentials"];

    /// <summary>Until it is emptied, not a byte fits.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Empty() => File.Delete(Filler);

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Skips the test where there can be none.</summary>
    /// <param name="size">As mount(8) takes it, such as 1m.</param>
    public static async Task<SmallDisk> CreateAsync(string size)
    {
        Xunit.Assert.SkipUnless(OperatingSystem.IsLinux(), "A small disk is made by means that only Linux has.");
        var disk = new SmallDisk(size);
        if (await disk._holder.StandardOutput.ReadLineAsync() == "ready") return disk;
        var reason = await disk._holder.StandardError.ReadToEndAsync();
        disk.Dispose();
        Xunit.Assert.Skip($"This machine lets nobody make a small disk: {reason.Trim()}");
        return disk;
    }

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
        _folder.Dispose();
    }
}
