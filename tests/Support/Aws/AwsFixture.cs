namespace CleanFiles.Support.Aws;

/// <summary>
/// SNS and SQS for a test assembly (<c>[assembly: AssemblyFixture(typeof(AwsFixture))]</c>): the emulator of CLEANFILES_TEST_AWS_URL, or
/// one that is started when the first test asks. Where none can be had the test fails on CI (<c>CI=true</c>) and is skipped elsewhere.
/// </summary>
public sealed class AwsFixture : IAsyncDisposable
{
    private const string KeyId = "AWS_ACCESS_KEY_ID", Key = "AWS_SECRET_ACCESS_KEY";

    private static readonly string? Given = Environment.GetEnvironmentVariable("CLEANFILES_TEST_AWS_URL");

    private readonly Lazy<Task<FauxqsServer>> _server = new(FauxqsServer.StartAsync);
    private readonly string _run = $"t{Guid.NewGuid():N}"[..7];
    private int _names;

    /// <summary>Sets credentials where there are none, for the clients of this process and the environment of those it starts.</summary>
    public AwsFixture()
    {
        if (Environment.GetEnvironmentVariable(KeyId) is not null) return;
        Environment.SetEnvironmentVariable(KeyId, "test");
        Environment.SetEnvironmentVariable(Key, "test");
    }

    public Uri ServiceUrl => Given is not null ? new Uri(Given) : Start().Url;

    public string Region { get; } = Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";

    /// <summary>What a test calls its service, so that its topics and queues are its own.</summary>
    public string NewName() => $"{_run}n{Interlocked.Increment(ref _names)}";

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _server.Value).DisposeAsync();
    }

    /// <summary>Away from the context of the test that asks: its threads may all be waiting here.</summary>
    private FauxqsServer Start() => Task.Run(() => Servers.OrSkipAsync(() => _server.Value)).GetAwaiter().GetResult();
}
