using System.Globalization;
using CleanFiles.Benchmarks.Load;
using CleanFiles.Benchmarks.Running;
using CleanFiles.Benchmarks.Subject;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["subject", var job])
    return await SubjectProgram.RunAsync([job], one => one.Uploads ? new UploadSubject(one) : one.Apart ? new TwoProcessSubject(one) : new ProductSubject(one));
if (args is ["consumers", var part]) return await TwoProcessSubject.ConsumeAsync(Job.Parse(part));
if (args is ["service", var program, var starts]) return await ServiceStarts.RunAsync(program, Job.Parse(starts));
if (args is ["emulator", var alone]) return await SubjectProgram.RunAsync([alone], one => new EmulatorSubject(one));

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
try
{
    if (arguments.Peers) await Contender.BuildPeersAsync(stop.Token);
    if (arguments.Workloads.Contains(Cases.Starts) && !arguments.Smoke) await Contender.PublishAsync(stop.Token);
    await using var server = await PostgresServer.StartAsync(fsync: true, settings: "-c wal_level=replica");
    await using var emulator = arguments.Workloads.Any(Emulator.IsFor) ? await Emulator.StartAsync() : null;
    var bench = new Bench(server, arguments.Repetitions, Console.Error);
    var results = new List<Result>();
    var report = new Report(results);
    var saved = "";
    foreach (var workload in arguments.Workloads)
        foreach (var one in new Cases(arguments.Peers, arguments.Smoke) { Aws = emulator?.Url }.Of(workload))
        {
            results.AddRange(await bench.RunAsync(one, stop.Token));
            // Each time, so that a run of hours which is stopped is not for nothing.
            saved = await report.SaveAsync(Path.Combine(RepositoryRoot.Path, "artifacts"), string.Join(' ', args));
        }

    report.Print(Console.Out);
    Console.Error.WriteLine($"Saved as {saved}.");
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 1;
}
catch (Exception e) when (e is InvalidOperationException or ServerUnavailableException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
