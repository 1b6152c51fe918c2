using System.Diagnostics;
using CleanFiles.Benchmarks.Load;
using CleanFiles.Support;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>Starts the service again and again on one migrated database, each time as a process of its own.</summary>
internal static class ServiceStarts
{
    /// <summary>Measures as many starts as the job has events, after its warm-up, and writes the figures; the rest of the job is not looked at.</summary>
    /// <exception cref="InvalidOperationException">The service did not start, or did not end well.</exception>
    public static async Task<int> RunAsync(string program, Job job)
    {
        using var folder = new TempFolder();
        var arguments = ServiceArguments.For(job.ConnectionString, folder.Path);
        await using (var migration = new ServiceProcess(program, folder.Path, [], [.. arguments, "migrate"])) await EndedAsync(migration.EndAsync(), migration);
        using var http = new HttpClient();
        for (var i = 0; i < job.WarmUp; i++) await StartAsync(program, arguments, folder, http);
        var starts = new List<double>();
        for (var i = 0; i < job.Events; i++) starts.Add(await StartAsync(program, arguments, folder, http));
        Console.WriteLine(new Figures { Latencies = [.. starts.Order()] }.ToJson());
        return 0;
    }

    /// <returns>Milliseconds from the process's begin until its readiness was answered with 200.</returns>
    private static async Task<double> StartAsync(string program, string[] arguments, TempFolder folder, HttpClient http)
    {
        var began = Stopwatch.GetTimestamp();
        await using var service = new ServiceProcess(program, folder.Path, [], arguments);
        var ready = new Uri(await service.AddressAsync(), "health/ready");
        await Eventually.IsTrueAsync(async () =>
        {
            using var answer = await http.GetAsync(ready);
            return answer.IsSuccessStatusCode;
        }, "the service was ready");
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await EndedAsync(service.StopAsync(), service);
        return took;
    }

    private static async Task EndedAsync(Task<int> exitCode, ServiceProcess service)
    {
        if (await exitCode is not 0 and var code)
            throw new InvalidOperationException($"The service ended with {code}: {string.Join('\n', service.Errors)}");
    }
}
