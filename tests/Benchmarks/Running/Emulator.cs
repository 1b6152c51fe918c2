using CleanFiles.Support.Aws;

namespace CleanFiles.Benchmarks.Running;

/// <summary>SNS and SQS for a whole run: each repetition makes topic and queues of its own there.</summary>
internal static class Emulator
{
    public static bool IsFor(string workload) => workload == "sqs";

    /// <summary>Sets what the SDK wants to know, for the processes that are measured; the emulator itself asks for neither.</summary>
    /// <inheritdoc cref="FauxqsServer.StartAsync" path="/exception"/>
    public static Task<FauxqsServer> StartAsync()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        return FauxqsServer.StartAsync();
    }
}
