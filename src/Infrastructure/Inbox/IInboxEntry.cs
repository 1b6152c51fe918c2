namespace CleanFiles.Infrastructure.Inbox;

/// <summary>
/// The statements that enter events into the inbox: they forget the failures of those events, and return the ids of those that are new.
/// Beside their own they have the parameters @consumer and @at.
/// </summary>
internal interface IInboxEntry
{
    string Text(int count);

    IEnumerable<(string Name, object Value)> Parameters(IReadOnlyList<Guid> ids);
}
