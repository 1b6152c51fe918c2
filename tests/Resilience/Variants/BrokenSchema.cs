namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>
/// Functions that hide the server's own from relays whose search path begins with their schema: the product's statements stay as they
/// are, and mean something else.
/// </summary>
internal static class BrokenSchema
{
    /// <summary>For the connection string of relays.</summary>
    public const string SearchPath = "Options=-c search_path=broken,pg_catalog,public";

    /// <summary>Nobody began after a snapshot, whatever position they have.</summary>
    private const string NoXmax = """
        create function broken.pg_snapshot_xmax(pg_snapshot) returns xid8 immutable language sql as 'select ''18446744073709551615''::xid8';
        """;

    /// <summary>Nobody was running at a snapshot.</summary>
    private const string NoXip = """
        create function broken.pg_snapshot_xip(pg_snapshot) returns setof xid8 immutable language sql as 'select null::xid8 where false';
        """;

    /// <summary>The head is looked up somewhat after the snapshot is taken, as it may be: so some begin in between.</summary>
    private const string LateHead = """
        create function broken.head() returns bigint volatile language plpgsql as $$
        begin
            perform pg_sleep(0.02);
            return (select last_value from public.outbox_position_seq);
        end $$;
        create view broken.outbox_position_seq as select broken.head() as last_value;
        """;

    /// <summary>What makes an arm for those who began after the snapshot necessary, and breaks nothing.</summary>
    public const string Hard = $"create schema broken; {LateHead}";

    /// <returns>Null when the variant is broken elsewhere.</returns>
    public static string? Of(Variant variant) => variant switch
    {
        Variant.PositionOnly => $"create schema broken; {NoXmax} {NoXip}",
        Variant.NoArmAboveXmax => $"{Hard} {NoXmax}",
        _ => null,
    };
}
