using Amazon.Runtime;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>The topic as it must be; it is looked for by its ARN, never in the list of all topics, which AWS slows down for a whole account.</summary>
internal sealed class Topics(ISns sns)
{
    /// <returns>The ARN; null where it is not there and may not be made.</returns>
    public async Task<string?> EnsureAsync(string arn, string name, IReadOnlyList<Requirement> must, Differences differences, CancellationToken ct)
    {
        var topic = await LookAsync(arn, ct);
        if (topic is null)
            await differences.SettleAsync([$"The topic {name} does not exist; {Advice.Create}."], async () => topic = await CreateAsync(arn, name, must, ct));
        if (topic is null) return null;
        foreach (var one in must.Where(one => !one.IsMet(topic.Attributes)))
        {
            var problem = one.Problem($"topic {name}", topic.Attributes);
            if (one.IsFixed) differences.Tell(problem);
            else await differences.SettleAsync([problem], () => SetAsync(topic.Arn, one, problem, differences, ct));
        }

        return topic.Arn;
    }

    /// <summary>Of one that belongs to another service: only its owner makes it.</summary>
    /// <param name="consumer">Who would hear of these types from it.</param>
    /// <returns>Whether it can be subscribed to; what is in the way is told.</returns>
    public async Task<bool> IsThereAsync(string arn, string consumer, IEnumerable<string> types, Differences differences, CancellationToken ct)
    {
        var topic = $"The topic {arn[(arn.LastIndexOf(':') + 1)..]}, from which {consumer} hears of {string.Join(", ", types.Order(StringComparer.Ordinal))},";
        try
        {
            if (await LookAsync(arn, ct) is not null) return true;
            differences.Tell($"{topic} does not exist; start the service first that publishes to it.");
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "AuthorizationError" or "AuthorizationErrorException")
        {
            differences.Tell($"{topic} may not be looked at ({e.Message}); let its owner allow this account sns:GetTopicAttributes, sns:ListSubscriptionsByTopic and sns:Subscribe.");
        }

        return false;
    }

    private async Task SetAsync(string arn, Requirement one, string problem, Differences differences, CancellationToken ct)
    {
        try
        {
            await sns.SetTopicAttributesAsync(arn, one.Name, one.Value, ct);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "InvalidParameter" or "InvalidParameterValue")
        {
            // A region, or an emulator, that does not know the attribute.
            differences.Tell($"{problem[..^1]}, but SNS refuses that ({e.Message}); {one.OtherWay ?? "set it by hand"}.");
        }
    }

    private async Task<Found> CreateAsync(string arn, string name, IReadOnlyList<Requirement> must, CancellationToken ct)
    {
        var attributes = must.Where(one => one.AtCreation).ToDictionary(one => one.Name, one => one.Value);
        try
        {
            return new Found(await sns.CreateTopicAsync(name, attributes, ct), attributes);
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "InvalidParameter")
        {
            // Another process was quicker and made it otherwise.
            if (await LookAsync(arn, ct) is { } other) return other;
            throw;
        }
    }

    private async Task<Found?> LookAsync(string arn, CancellationToken ct)
    {
        try
        {
            return new Found(arn, await sns.GetTopicAttributesAsync(arn, ct));
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "NotFound" or "NotFoundException")
        {
            return null;
        }
    }

    private sealed record Found(string Arn, IReadOnlyDictionary<string, string> Attributes);
}
