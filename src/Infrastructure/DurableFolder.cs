using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CleanFiles.Infrastructure;

/// <summary>
/// Folders whose entries survive a power cut. On Unix a new or renamed file is only there for good when its folder was flushed too
/// (fsync(2)), and .NET has no call for that; on Windows the file system's journal does it.
/// </summary>
internal static class DurableFolder
{
    public static void Create(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) Create(parent);
        Directory.CreateDirectory(path);
        if (parent is not null) Flush(parent);
    }

    /// <exception cref="IOException">The disk refused.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = Open(path, flags: 0);
        if (folder < 0) throw Failed(path);
        try
        {
            if (Fsync(folder) != 0) throw Failed(path);
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>With the system's code, by which a full disk is known.</summary>
    private static IOException Failed(string path)
    {
        var code = Marshal.GetLastPInvokeError();
        return new($"The folder {path} could not be flushed: {new Win32Exception(code).Message}.", code);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
