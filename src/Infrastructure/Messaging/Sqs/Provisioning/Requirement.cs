using System.Globalization;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>What one attribute of a topic, queue or subscription must be.</summary>
/// <param name="Value">What it is made, where it is not yet as it must be.</param>
internal abstract record Requirement(string Name, string Value)
{
    /// <summary>What holds where AWS names no value; null when nothing does.</summary>
    public string? Default { get; init; }

    /// <summary>It was decided when the thing was made.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether the thing is made with it; SNS takes some attributes only of a topic that is there.</summary>
    public bool AtCreation { get; init; } = true;

    /// <summary>What to do where AWS does not let it be changed.</summary>
    public string? OtherWay { get; init; }

    /// <summary>The value to set, which may keep something of the one that is there.</summary>
    public virtual string Instead(string? current) => Value;

    public bool IsMet(IReadOnlyDictionary<string, string> attributes) => Current(attributes) is { } value && Holds(value);

    /// <summary>Such as "The queue x has VisibilityTimeout 60; it must be 30."</summary>
    public string Problem(string thing, IReadOnlyDictionary<string, string> attributes) =>
        $"The {thing} has {(Current(attributes) is { } value ? $"{Name} {value}" : $"no {Name}")}; it must be {Wanted}{(IsFixed ? ", which only a new one can be" : "")}.";

    public string? Current(IReadOnlyDictionary<string, string> attributes) =>
        attributes.TryGetValue(Name, out var value) && value.Length > 0 ? value : Default;

    protected virtual string Wanted => Value;

    protected abstract bool Holds(string value);
}

internal sealed record Exactly(string Name, string Value) : Requirement(Name, Value)
{
    protected override bool Holds(string value) => string.Equals(value, Value, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Least">More is the operator's choice and stays.</param>
internal sealed record AtLeast(string Name, int Least, int Otherwise) : Requirement(Name, $"{Otherwise}")
{
    protected override string Wanted => $"{Least} or more";

    protected override bool Holds(string value) => long.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= Least;
}

internal sealed record SameJson(string Name, string Value) : Requirement(Name, Value)
{
    protected override bool Holds(string value) => CanonicalJson.AreSame(value, Value);
}
