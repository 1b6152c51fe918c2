using CleanFiles.Resilience.Tests.Variants;

namespace CleanFiles.Resilience.Tests;

internal enum Work
{
    /// <summary>So many rounds, each to kill a real process.</summary>
    Rounds,

    /// <summary>Simulates so many schedules.</summary>
    Seeds,

    /// <summary>Breaks the product in every way among real processes.</summary>
    Variants,

    /// <summary>Keeps a transaction open for so many seconds.</summary>
    Horizon,
}

/// <summary>What a person asks of the long runs.</summary>
/// <param name="Count">How many, or how long; nothing for <see cref="Work.Variants"/>.</param>
internal sealed record Arguments(Work Work, int Count)
{
    public static readonly string Usage = $"""
        Usage: dotnet run -c Release --project tests/Resilience -- --rounds N [--seed S] [--variant V]
               dotnet run -c Release --project tests/Resilience -- --seeds N [--from S] [--variant V]
               dotnet run -c Release --project tests/Resilience -- --variants
               dotnet run -c Release --project tests/Resilience -- --horizon SECONDS
        Goes N rounds, each to kill one of the real processes; runs N simulated schedules; breaks the product in every way to see each caught;
        keeps a transaction open elsewhere. V is one way to break the product:
        {string.Join(", ", Enum.GetNames<Variant>().Skip(1))}.
        """;

    public int Seed { get; private init; } = Environment.TickCount;

    public ulong From { get; private init; } = 1;

    public Variant Variant { get; private init; }

    public static bool AreMeant(string[] args) => args is ["--rounds" or "--seeds" or "--variants" or "--horizon", ..];

    /// <returns>Null when there is something that it does not know.</returns>
    public static Arguments? Parse(string[] args)
    {
        if (args is ["--variants"]) return new Arguments(Work.Variants, 0);
        Arguments? arguments = args switch
        {
            ["--rounds", var rounds, ..] when int.TryParse(rounds, out var n) && n > 0 => new(Work.Rounds, n),
            ["--seeds", var seeds, ..] when int.TryParse(seeds, out var n) && n > 0 => new(Work.Seeds, n),
            ["--horizon", var seconds] when int.TryParse(seconds, out var n) && n > 1 => new(Work.Horizon, n),
            _ => null,
        };
        foreach (var pair in args.Skip(2).Chunk(2))
            arguments = pair switch
            {
                ["--seed", var text] when arguments?.Work == Work.Rounds && int.TryParse(text, out var seed) => arguments with { Seed = seed },
                ["--from", var text] when arguments?.Work == Work.Seeds && ulong.TryParse(text, out var from) => arguments with { From = from },
                ["--variant", var text] when arguments is not null && Enum.TryParse<Variant>(text, out var variant) => arguments with { Variant = variant },
                _ => null,
            };
        return arguments;
    }
}
