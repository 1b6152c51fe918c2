namespace CleanFiles.EndToEnd;

/// <summary>Every story holds on both databases; on SQLite too with <c>--explicit on</c>.</summary>
internal sealed class Databases : TheoryData<string>
{
    public const string Sqlite = "Sqlite", Postgres = "Postgres";

    public Databases()
    {
        Add(new TheoryDataRow<string>(Sqlite) { Explicit = true });
        Add(Postgres);
    }
}
