using CleanFiles.Benchmarks.Load;
using CleanFiles.Benchmarks.Peers;

return await SubjectProgram.RunAsync(args, job => new EfSubject(job));
