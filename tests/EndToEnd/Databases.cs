namespace CleanFiles.EndToEnd;

/// <summary>Every story holds on both databases.</summary>
internal sealed class Databases : TheoryData<string>
{
    public const string Sqlite = "Sqlite", Postgres = "Postgres";

    public Databases()
    {
        Add(Sqlite);
        Add(Postgres);
    }
}
