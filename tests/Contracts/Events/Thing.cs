using System.ComponentModel;
using CleanFiles.Application.Events;

namespace CleanFiles.Contracts.Tests.Events;

/// <summary>Shapes of one contract: as it was accepted, and as people change it.</summary>
public static class Thing
{
    public enum Moods
    {
        Good,
        Bad,
    }

    public enum GoodMoods
    {
        Good,
    }

    public sealed record Of<T>(T Field) : IIntegrationEvent;

    public sealed record Text(string Field) : IIntegrationEvent;

    public sealed record Described([Description("What it says.")] string Field) : IIntegrationEvent;

    public sealed record Renamed([Description("By a better name.")] string Better) : IIntegrationEvent;

    public sealed record TextOrNull(string? Field) : IIntegrationEvent;

    public sealed record TextIfAny(string? Field = null) : IIntegrationEvent;

    public sealed record TextAndMore(string Field, long More) : IIntegrationEvent;

    public sealed record MoreAndText(long More, string Field) : IIntegrationEvent;

    public sealed record TextAndMoreIfAny(string Field, long? More = null) : IIntegrationEvent;

    public sealed record InstantIfAny(DateTimeOffset? Field = null) : IIntegrationEvent;

    public sealed record MoodIfAny(Moods? Field = null) : IIntegrationEvent;

    public sealed record GoodMoodIfAny(GoodMoods? Field = null) : IIntegrationEvent;

    public sealed record Tree(string Field, Tree? Branch = null) : IIntegrationEvent;

    public sealed record Forest(IReadOnlyList<Tree> Field) : IIntegrationEvent;

    public sealed record AtMost10(int Field = 10) : IIntegrationEvent;

    public sealed record AtMost20(int Field = 20) : IIntegrationEvent;
}
