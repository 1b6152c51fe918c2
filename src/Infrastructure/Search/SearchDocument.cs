using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Search;

/// <summary>What the index holds of one file. Each part is taken over from the event with the highest version, whatever the order of arrival.</summary>
internal sealed class SearchDocument(Guid fileId, string owner)
{
    public long Id { get; private init; }

    public Guid FileId { get; private init; } = fileId;

    public string Owner { get; private init; } = owner;

    public string Name { get; private set; } = "";

    /// <summary>The version of the event that gave the name, or that deleted the file.</summary>
    public long Version { get; private set; }

    public string NameWords { get; private set; } = "";

    public string TextWords { get; private set; } = "";

    /// <summary>A tombstone: it keeps late events from bringing the file back.</summary>
    public bool Deleted { get; private set; }

    /// <summary>Since when it is a tombstone, so that retention knows its age.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public void Put(string name, string text, long version)
    {
        if (Deleted) return;
        TextWords = Words.Join(text);
        Rename(name, version);
    }

    public void Rename(string name, long version)
    {
        if (Deleted || version <= Version) return;
        (Name, NameWords, Version) = (name, Words.Join(name), version);
    }

    public void Remove(long version, DateTimeOffset at)
    {
        (Name, NameWords, TextWords) = ("", "", "");
        (Deleted, DeletedAt, Version) = (true, at, Math.Max(Version, version));
    }
}

internal sealed class SearchDocumentConfiguration : IEntityTypeConfiguration<SearchDocument>
{
    public void Configure(EntityTypeBuilder<SearchDocument> builder)
    {
        builder.ToTable("search_documents");
        builder.HasIndex(document => document.FileId).IsUnique();
        builder.Property(document => document.Version).IsConcurrencyToken();
    }
}
