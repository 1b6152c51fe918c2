using System.Text.RegularExpressions;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>How topic and queues are called: <c>service-events</c>, <c>service-consumer</c>, <c>service-consumer-dead</c>, each with <c>.fifo</c> where it is one.</summary>
internal sealed partial class SqsNames(string service, SqsKind kind)
{
    /// <summary>SQS's limit, the suffix counted; a topic may be longer.</summary>
    public const int MaxLength = 80;

    public string Topic => Name("events");

    public string Queue(string consumer) => Name(consumer);

    public string DeadLetterQueue(string consumer) => Name($"{consumer}-dead");

    /// <summary>Nothing is cut to fit: two names could become one.</summary>
    /// <returns>What to change, in a sentence; null when AWS takes every name.</returns>
    public static string? Problem(string service, SqsKind kind, IEnumerable<string> consumers)
    {
        if (!Kebab().IsMatch(service))
        {
            return $"Messaging:Sqs:Name is '{service}'; it must be lower-case letters and digits in words joined by single dashes, "
                + "and begin with a letter, such as cleanfiles.";
        }

        var names = new SqsNames(service, kind);
        var queues = consumers.SelectMany(one => new[] { names.Queue(one), names.DeadLetterQueue(one) }).ToList();
        if (queues.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twins)
            return $"Two queues would be called {twins.Key}; no consumer may be called like another one with -dead behind it.";
        return queues.MaxBy(name => name.Length) is { Length: > MaxLength } longest
            ? $"Messaging:Sqs:Name is '{service}', with which the queue {longest} has {longest.Length} characters; SQS allows {MaxLength}, "
                + $"so the name must be {longest.Length - MaxLength} shorter."
            : null;
    }

    private string Name(string part) => $"{service}-{part}{(kind == SqsKind.Fifo ? ".fifo" : "")}";

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex Kebab();
}
