using CleanFiles.Domain.Files;

namespace CleanFiles.Infrastructure.Retention;

/// <summary>What lies in the content store, whether a file is known for it or not.</summary>
internal interface IStoredContents
{
    /// <summary>Read while it is enumerated, in no order that means anything; what is not the store's own is left out.</summary>
    IEnumerable<FileId> StoredBefore(DateTimeOffset at);
}
