namespace CleanFiles.Benchmarks.Load;

/// <summary>The main program of every process that is measured.</summary>
public static class SubjectProgram
{
    /// <param name="args">The job, as JSON.</param>
    public static async Task<int> RunAsync(string[] args, Func<Job, ISubject> create)
    {
        var job = Job.Parse(args[0]);
        await using var subject = create(job);
        await subject.PrepareAsync(CancellationToken.None);
        Console.WriteLine((await new Measurement(subject, job).RunAsync()).ToJson());
        return 0;
    }
}
