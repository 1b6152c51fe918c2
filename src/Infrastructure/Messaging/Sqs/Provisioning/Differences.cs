namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>What SNS and SQS have otherwise than it must be: where the settings let it, it is changed, and all that stays is told at once.</summary>
internal sealed class Differences(bool mayChange)
{
    private readonly List<string> _problems = [];

    /// <summary>Changes what is told, or keeps it to be told.</summary>
    public async Task SettleAsync(IReadOnlyCollection<string> problems, Func<Task> change)
    {
        if (problems.Count == 0) return;
        if (mayChange) await change();
        else _problems.AddRange(problems);
    }

    /// <summary>No call changes this.</summary>
    public void Tell(params IEnumerable<string> problems) => _problems.AddRange(problems);

    /// <returns>The default where the step has ended with problems, which are told with the others.</returns>
    public async Task<T?> OfAsync<T>(Task<T> step)
    {
        try
        {
            return await step;
        }
        catch (SqsMismatchException e)
        {
            _problems.AddRange(e.Problems);
            return default;
        }
    }

    /// <exception cref="SqsMismatchException">There are some.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0) throw new SqsMismatchException([.. _problems.Distinct()]);
    }
}
