using System.Runtime.CompilerServices;

namespace CleanFiles;

/// <summary>Tests say what they need; what this service's own settings choose by default is none of their business.</summary>
internal static class PlainSettings
{
    [ModuleInitializer]
    internal static void Choose()
    {
        if (Set("Persistence__Provider", "Sqlite")) Set("Persistence__ConnectionString", "");
        Set("Messaging__Transport", "InMemory");
    }

    /// <summary>Whoever started this process may have said otherwise.</summary>
    private static bool Set(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null) return false;
        Environment.SetEnvironmentVariable(name, value);
        return true;
    }
}
