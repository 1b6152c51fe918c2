using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Contracts;
using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests.Events;

/// <summary>Each rule of the gate, with a change that breaks it: the field and the rule are named.</summary>
public sealed class GateTests : IDisposable
{
    private const string Schema = "thing.made/1.schema.json";

    private static readonly EventContract Text = new("thing.made", 1, typeof(Thing.Text)) { Example = new Thing.Text("text") };
    private static readonly EventContract More = new("thing.made", 2, typeof(Thing.TextAndMoreIfAny))
    {
        Example = new Thing.TextAndMoreIfAny("text", 5),
        Upcast = Upcaster.Of<Thing.Text, Thing.TextAndMoreIfAny>(old => new Thing.TextAndMoreIfAny(old.Field)),
    };

    private readonly TempFolder _folder = new();

    public static TheoryData<Type, Type, string> Breaking => new()
    {
        { typeof(Thing.TextAndMore), typeof(Thing.Text), "more was removed" },
        { typeof(Thing.TextAndMoreIfAny), typeof(Thing.Text), "more was removed" },
        { typeof(Thing.Text), typeof(Thing.Renamed), "field was renamed to better" },
        { typeof(Thing.Of<long>), typeof(Thing.Text), "field was retyped from integer to string" },
        { typeof(Thing.Of<long>), typeof(Thing.Of<decimal>), "field was retyped from integer to number" },
        { typeof(Thing.Text), typeof(Thing.Of<Thing.Moods>), "field was retyped from string to one of a list" },
        { typeof(Thing.Text), typeof(Thing.TextAndMore), "more is new and required, and older events lack it" },
        { typeof(Thing.TextIfAny), typeof(Thing.TextOrNull), "field is required now, and older events may lack it" },
        { typeof(Thing.TextOrNull), typeof(Thing.TextIfAny), "field is no longer required, and older readers wait for it" },
        { typeof(Thing.Of<Thing.Moods>), typeof(Thing.Of<Thing.GoodMoods>), "field was narrowed: bad of its values was dropped" },
        { typeof(Thing.Of<Thing.GoodMoods>), typeof(Thing.Of<Thing.Moods>), "field was widened: bad was added to its values, which older readers refuse" },
        { typeof(Thing.TextOrNull), typeof(Thing.Text), "field was narrowed: it was null in older events and may no longer be" },
        { typeof(Thing.Text), typeof(Thing.TextOrNull), "field was widened: it may be null now, which older readers refuse" },
        { typeof(Thing.Of<Thing.Moods?>), typeof(Thing.Of<Thing.Moods>), "field was narrowed: it was null in older events and may no longer be" },
        { typeof(Thing.Of<long>), typeof(Thing.Of<int>), "field changed its format from int64 to int32" },
        { typeof(Thing.Of<int>), typeof(Thing.Of<long>), "field changed its format from int32 to int64" },
        { typeof(Thing.InstantIfAny), typeof(Thing.MoodIfAny), "field was retyped from string to one of a list" },
        { typeof(Thing.MoodIfAny), typeof(Thing.GoodMoodIfAny), "field was narrowed: bad of its values was dropped" },
        { typeof(Thing.Of<Guid>), typeof(Thing.Text), "field changed its format from uuid to none" },
        { typeof(Thing.Of<Guid>), typeof(Thing.Of<DateTimeOffset>), "field changed its format from uuid to date-time" },
        { typeof(Thing.AtMost10), typeof(Thing.AtMost20), "field changed its default from 10 to 20" },
        { typeof(Thing.Of<Thing.TextAndMore>), typeof(Thing.Of<Thing.Text>), "field.more was removed" },
        { typeof(Thing.Of<Thing.Text>), typeof(Thing.Of<Thing.Renamed>), "field.field was renamed to better" },
        { typeof(Thing.Of<IReadOnlyList<string>>), typeof(Thing.Of<IReadOnlyList<int>>), "field[] was retyped from string to integer" },
        { typeof(Thing.Of<IReadOnlyList<Thing.Text>>), typeof(Thing.Of<IReadOnlyList<Thing.TextAndMore>>), "field[].more is new and required, and older events lack it" },
        { typeof(Thing.Of<IReadOnlyDictionary<string, string>>), typeof(Thing.Of<IReadOnlyDictionary<string, bool>>), "field{} was retyped from string to boolean" },
        { typeof(Thing.Of<Thing.Text>), typeof(Thing.Of<string>), "field was retyped from object to string" },
    };

    private ContractFolder Folder => new(_folder.Path);

    [Theory, Enforces(4, 21), MemberData(nameof(Breaking))]
    public void A_change_within_a_version_that_breaks_somebody_is_refused(Type accepted, Type changed, string breach)
    {
        AcceptSchema(accepted);

        Assert.Equal([$"thing.made 1: {breach}; undo it, or publish it as a version 2."], Gate(changed).Breaches());
    }

    [Theory, Enforces(4, 21)]
    [InlineData(typeof(Thing.Text), typeof(Thing.TextAndMoreIfAny))]
    [InlineData(typeof(Thing.Of<Thing.Text>), typeof(Thing.Of<Thing.TextAndMoreIfAny>))]
    [InlineData(typeof(Thing.Text), typeof(Thing.Described))]
    [InlineData(typeof(Thing.TextAndMore), typeof(Thing.MoreAndText))]
    public void Adding_an_optional_field_passes_and_so_does_what_no_reader_sees(Type accepted, Type changed)
    {
        AcceptSchema(accepted);

        Assert.Equal([], Gate(changed).Breaches());
        Assert.NotEqual(Folder.Read(Schema), ContractJson.Text(ContractSchema.Document(new EventContract("thing.made", 1, changed))));
    }

    [Fact, Enforces(21)]
    public void Several_breaches_are_told_at_once()
    {
        AcceptSchema(typeof(Thing.TextAndMore));

        Assert.Equal(
            [
                "thing.made 1: field was retyped from string to integer; undo it, or publish it as a version 2.",
                "thing.made 1: more was removed; undo it, or publish it as a version 2.",
            ],
            Gate(typeof(Thing.Of<long>)).Breaches());
    }

    [Fact, Enforces(21)]
    public void What_was_accepted_and_has_not_changed_is_up_to_date()
    {
        Accept(Text);

        Assert.Equal([Schema], Folder.Schemas());
        Assert.Empty(Gate(Text).Outdated());
        Assert.Equal([], Gate(Text).Breaches());
    }

    [Fact, Enforces(21)]
    public void A_version_that_was_published_stays_in_the_catalogue()
    {
        Accept(Text);

        Assert.Equal(
            ["thing.made/1.schema.json has no contract in the catalogue any more; keep it there, since events of it may still be on their way.",
                "thing.made/1.sample.json has no contract in the catalogue any more; keep it there, since events of it may still be on their way."],
            Gate().Breaches());
    }

    [Fact, Enforces(21)]
    public void A_schema_that_was_deleted_to_get_past_the_gate_is_missed()
    {
        Accept(Text);
        File.Delete(Path.Combine(_folder.Path, Schema));

        Assert.Equal(["thing.made 1 lost its schema; restore thing.made/1.schema.json."], Gate(Text).Breaches());
    }

    [Fact, Enforces(21)]
    public void A_sample_that_can_no_longer_be_read_is_named_with_the_reason()
    {
        Accept(Text);
        AcceptSchema(typeof(Thing.Of<long>));

        var breach = Assert.Single(Gate(typeof(Thing.Of<long>)).Breaches());

        Assert.StartsWith("thing.made/1.sample.json can no longer be read as version 1: thing.made version 1 cannot be read: ", breach, StringComparison.Ordinal);
        Assert.Contains("Path: $.field", breach, StringComparison.Ordinal);
    }

    [Fact, Enforces(21)]
    public void A_sample_that_an_upcaster_cannot_take_is_named()
    {
        Accept(Text);
        var careless = More with { Upcast = Upcaster.Of<Thing.Text, Thing.TextAndMoreIfAny>(_ => throw new FormatException("no number")) };

        Assert.Equal(
            ["thing.made/1.sample.json can no longer be read as version 2: thing.made cannot be upcast to version 2: no number"],
            Gate(Text, careless).Breaches());
    }

    [Fact, Enforces(21)]
    public void A_sample_stays_and_a_new_shape_gets_one_beside_it()
    {
        Accept(Text);
        var (first, grown) = (Folder.Read("thing.made/1.sample.json"), More with { Version = 1, ReadableAs = 1, Upcast = null });
        Accept(grown);

        Assert.Equal(first, Folder.Read("thing.made/1.sample.json"));
        Assert.Contains("\"more\": 5", Folder.Read("thing.made/1.sample-2.json"), StringComparison.Ordinal);
        Assert.Empty(Gate(grown).Outdated());
    }

    [Fact, Enforces(21)]
    public void A_sample_that_was_removed_is_missed_and_its_name_is_never_given_to_another()
    {
        Accept(Text);
        Accept(Text with { Example = new Thing.Text("second") });
        Accept(Text with { Example = new Thing.Text("third") });
        var third = Folder.Read("thing.made/1.sample-3.json");
        File.Delete(Path.Combine(_folder.Path, "thing.made/1.sample-2.json"));

        var gate = Gate(Text with { Example = new Thing.Text("fourth") });

        Assert.Equal(["thing.made/1.sample-2.json is missing; restore it, since events like it must stay readable."], gate.Breaches());
        Assert.Equal(third, Folder.Read("thing.made/1.sample-3.json"));
    }

    [Theory]
    [InlineData("\"type\": \"object\",", "\"type\": \"object\", \"type\": \"object\",")]
    [InlineData("\"type\": \"object\",", "\"type\": 5,")]
    [InlineData("\"required\": [", "\"required\": [ 5,")]
    public void A_schema_that_a_merge_has_damaged_is_named(string right, string wrong)
    {
        Accept(Text);
        Folder.Write(Schema, Folder.Read(Schema)!.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains("1.schema.json is no JSON", Assert.Throws<EventCatalogueException>(() => Gate(Text).Breaches()).Message, StringComparison.Ordinal);
    }

    [Fact, Enforces(21)]
    public void A_version_that_is_not_readable_as_it_says_is_refused() => Assert.Equal(
        ["thing.made 2 is not readable as version 1: field was renamed to better; keep the field, or say ReadableAs = 2."],
        Gate(Text, new("thing.made", 2, typeof(Thing.Renamed)) { ReadableAs = 1, Upcast = Upcaster.Of<Thing.Text, Thing.Renamed>(old => new(old.Field)) }).Breaches());

    [Fact, Enforces(21)]
    public void A_new_version_may_require_what_its_predecessor_did_not_know() => Assert.Equal(
        [], Gate(Text, new("thing.made", 2, typeof(Thing.TextAndMore)) { ReadableAs = 1, Upcast = Upcaster.Of<Thing.Text, Thing.TextAndMore>(old => new(old.Field, 1)) }).Breaches());

    [Fact, Enforces(21)]
    public void What_a_published_version_says_about_its_readers_stays()
    {
        Accept(Text, More with { ReadableAs = 1 });

        Assert.Equal(
            ["thing.made 2: changed its x-readable-as from 1 to 2; undo it, or publish it as a version 3."],
            Gate(Text, More with { ReadableAs = 2 }).Breaches());
    }

    [Fact, Enforces(4)]
    public void An_event_of_another_service_is_its_owners_to_check()
    {
        var external = Text with { Example = null, External = new ExternalSource("orders", "orders-events", new Uri("https://orders.example.com/1")) };

        Assert.Empty(Gate(external).Outdated());
        Assert.Equal([], Gate(external).Breaches());
    }

    [Fact]
    public void A_contract_without_an_example_says_what_to_add() => Assert.Equal(
        "thing.made version 1 has no example; set Example to a Text, for the samples that stay.",
        Assert.Throws<EventCatalogueException>(() => Gate(typeof(Thing.Text)).Outdated()).Message);

    [Theory]
    [InlineData(typeof(Thing.Tree))]
    [InlineData(typeof(Thing.Of<Thing.Tree>))]
    [InlineData(typeof(Thing.Forest))]
    public void A_type_that_is_in_itself_is_told_in_a_sentence_also_when_it_is_anothers(Type endless) => Assert.EndsWith(
        "is in itself, so that its schema has no end; refer to it by its id.",
        Assert.Throws<EventCatalogueException>(() => ContractSchema.Of(endless)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_schema_that_is_no_JSON_is_named()
    {
        Folder.Write(Schema, "<<<<<<< HEAD");

        var error = Assert.Throws<EventCatalogueException>(() => Gate(Text).Breaches());

        Assert.Contains("1.schema.json is no JSON, so restore it from version control: ", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ContractGate Gate(Type type) => Gate(new EventContract("thing.made", 1, type));

    private ContractGate Gate(params EventContract[] contracts) => new(new EventCatalogue(contracts), Folder);

    private void AcceptSchema(Type type) => Folder.Write(Schema, ContractJson.Text(ContractSchema.Document(new EventContract("thing.made", 1, type))));

    private void Accept(params EventContract[] contracts)
    {
        foreach (var (file, text) in Gate(contracts).Outdated()) Folder.Write(file, text);
    }
}
