using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CleanFiles.Micro;
using CleanFiles.Support;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// In this process: for another one BenchmarkDotNet looks for a project that is called as its assembly, and ours are not (ADR 0002).
var inProcess = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator();
var config = DefaultConfig.Instance
    .AddJob(inProcess).AddDiagnoser(MemoryDiagnoser.Default).WithOptions(ConfigOptions.JoinSummary)
    .WithArtifactsPath(Path.Combine(RepositoryRoot.Path, "artifacts", "micro"));
var summaries = BenchmarkSwitcher.FromAssembly(typeof(EventParts).Assembly).Run(args, config).ToList();
// What failed is otherwise a row of NA in a run that ended well.
return summaries.TrueForAll(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
