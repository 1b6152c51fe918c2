using CleanFiles.Benchmarks.Load;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Benchmarks.Running;

/// <summary>Runs cases on a server of its own, whose commits reach the disk; each repetition has a database and a process of its own.</summary>
internal sealed class Bench(PostgresServer server, int repetitions, TextWriter progress)
{
    public async Task<IReadOnlyList<Result>> RunAsync(Case @case, CancellationToken ct)
    {
        var figures = @case.Contenders.ToDictionary(contender => contender, _ => new List<Figures>());
        var times = @case.Once ? 1 : repetitions;
        // In turn, so that what else the machine does meanwhile meets all of them; and another one begins each time, so that nobody always follows the same.
        for (var repetition = 1; repetition <= times; repetition++)
            foreach (var contender in @case.Contenders.Skip(repetition - 1).Concat(@case.Contenders.Take(repetition - 1)))
            {
                await progress.WriteAsync($"{@case.Workload}, {@case.Title}: {contender.Name} {repetition}/{times} ... ");
                var database = await server.CreateDatabaseAsync();
                var job = @case.Job with { ConnectionString = $"{database};Maximum Pool Size={@case.Job.Connections}" };
                figures[contender].Add(await contender.RunAsync(job, ct));
                // Some take gigabytes.
                await server.DropDatabaseAsync(database);
                await progress.WriteLineAsync(string.Join(", ", @case.Measures.Select(measure => $"{measure.Of(figures[contender][^1]):N2} {measure.Unit}")));
            }

        return
        [
            .. from measure in @case.Measures
               from contender in @case.Contenders
               select new Result(
                   @case.Workload, @case.Title, measure.Name, measure.Unit, measure.LessIsBetter, contender.Name, [.. figures[contender].Select(measure.Of)]),
        ];
    }
}
