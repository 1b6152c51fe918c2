using System.Text.Json.Serialization;
using CleanFiles.Application.Events;

namespace CleanFiles.Application.Tests.Events;

/// <summary>What a contract may not be made of, since its schema would not tell.</summary>
public class ContractTypesTests
{
    [Fact, Enforces(4, 21)]
    public void Our_own_contracts_are_made_of_what_the_schema_tells() => EventCatalogue.Default.EnsurePlain();

    [Fact]
    public void Everything_plain_passes() => Assert.Null(ContractTypes.Problem(typeof(Fine)));

    [Theory, Enforces(21)]
    [InlineData(typeof(Of<DateTime>), "Of`1.Field is DateTime; use string, ")]
    [InlineData(typeof(Of<double>), "Of`1.Field is Double; use ")]
    [InlineData(typeof(Of<byte[]>), "Of`1.Field is Byte[]; use ")]
    [InlineData(typeof(Of<object>), "Of`1.Field is Object; use ")]
    [InlineData(typeof(Of<List<string>>), "Of`1.Field is List`1; use ")]
    [InlineData(typeof(Of<IReadOnlyList<IReadOnlyList<string>>>), "Of`1.Field is IReadOnlyList`1; use ")]
    [InlineData(typeof(Of<IReadOnlyDictionary<Guid, string>>), "Of`1.Field is a map by Guid; use ")]
    [InlineData(typeof(Of<IReadOnlyList<int?>>), "Of`1.Field may hold null, which the schema does not show; ")]
    [InlineData(typeof(Gaps), "Gaps.Field may hold null, which the schema does not show; ")]
    [InlineData(typeof(Node), "Node.Child is in itself, so that its schema has no end; ")]
    [InlineData(typeof(Ignoring), "Ignoring.Field has an attribute of the serializer, which the schema does not show; ")]
    [InlineData(typeof(Of<Several>), "Of`1.Field has values that are several at once or two names of one; ")]
    [InlineData(typeof(Of<Twins>), "Of`1.Field has values that are several at once or two names of one; ")]
    [InlineData(typeof(Since), "Since.At is optional without being null when it is left out; make it DateTimeOffset?.")]
    [InlineData(typeof(Of<Of<double>>), "Of`1.Field.Field is Double; use ")]
    public void What_could_change_on_the_wire_behind_the_schema_is_refused(Type contract, string problem) =>
        Assert.StartsWith(problem, ContractTypes.Problem(contract), StringComparison.Ordinal);

    private enum Plain
    {
        One,
        Two,
    }

    [Flags]
    private enum Several
    {
        One = 1,
        Two = 2,
    }

    private enum Twins
    {
        One = 1,
#pragma warning disable CA1069 // What is to be refused.
        Uno = 1,
#pragma warning restore CA1069
    }

    private sealed record Of<T>(T Field);

    private sealed record Gaps(IReadOnlyList<string?> Field);

    private sealed record Node(string Text, Node? Child = null);

    private sealed record Ignoring([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Field);

    private sealed record Since(DateTimeOffset At = default);

    private sealed record Fine(
        string Text, string? Note, bool Yes, int Small, long Large, decimal Exact, Guid Id, DateTimeOffset At, Plain Mood, Of<string> Part,
        IReadOnlyList<string> Tags, IReadOnlyList<Of<long>> Parts, IReadOnlyDictionary<string, string> Extras, DateTimeOffset? Seen = null,
        Plain? Other = null, int Limit = 10);
}
