using System.Globalization;
using CleanFiles.Benchmarks.Load;
using CleanFiles.Benchmarks.Running;
using CleanFiles.Benchmarks.Subject;
using CleanFiles.Support.Postgres;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["subject", var job]) return await SubjectProgram.RunAsync([job], one => new CleanFilesSubject(one));

var peers = args.Contains("--peers");
var smoke = args.Contains("--smoke");
var wanted = args.Where(arg => !arg.StartsWith('-')).ToList();
if (peers) await Contender.BuildPeersAsync(CancellationToken.None);
await using var server = await PostgresServer.StartAsync(fsync: true);
var bench = new Bench(server, smoke ? 1 : 3, Console.Error);
var results = new List<Result>();
foreach (var workload in Cases.Workloads.Where(workload => wanted.Count == 0 || wanted.Contains("all") || wanted.Contains(workload)))
    foreach (var one in new Cases(peers, smoke).Of(workload))
        results.AddRange(await bench.RunAsync(one, CancellationToken.None));
foreach (var result in results) Console.WriteLine($"{result.Workload} {result.Title}: {result.Contender} {result.Measure} {result.Median:N2} {result.Unit}");
return 0;
