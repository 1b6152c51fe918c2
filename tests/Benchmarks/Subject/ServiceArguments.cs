using System.Security.Cryptography;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>What the service is started with, as its command line has it.</summary>
internal static class ServiceArguments
{
    private static readonly string Key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>As in production, where nothing is migrated at the start; what is not named here is the default of appsettings.json.</summary>
    /// <param name="folder">Of contents and mails.</param>
    public static string[] For(string connectionString, string folder) =>
    [
        "--environment=Production",
        "--urls=http://127.0.0.1:0",
        $"--Data:Path={folder}",
        "--Persistence:Provider=Postgres",
        $"--Persistence:ConnectionString={connectionString}",
        $"--Auth:SigningKey={Key}",
        // The output is for the figures.
        "--Logging:Console:LogToStandardErrorThreshold=Trace",
    ];
}
