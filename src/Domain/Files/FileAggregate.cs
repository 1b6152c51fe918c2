namespace CleanFiles.Domain.Files;

/// <summary>One uploaded file: what is known about it. Its bytes live in the content store, under its id.</summary>
public sealed class FileAggregate : AggregateRoot
{
    private FileAggregate(FileId id, OwnerId owner, FileName name, long size, ContentType contentType, Sha256 sha256, DateTimeOffset uploadedAt)
    {
        (Id, Owner, Name, Size) = (id, owner, name, size);
        (ContentType, Sha256, UploadedAt) = (contentType, sha256, uploadedAt);
    }

    public FileId Id { get; }

    public OwnerId Owner { get; }

    public FileName Name { get; private set; }

    /// <summary>In bytes, never 0.</summary>
    public long Size { get; }

    public ContentType ContentType { get; }

    public Sha256 Sha256 { get; }

    public DateTimeOffset UploadedAt { get; }

    public bool IsDeleted { get; private set; }

    public override string Stream => Id.ToString();

    public static FileAggregate Upload(
        FileId id, OwnerId owner, FileName name, long size, ContentType contentType, Sha256 sha256, DateTimeOffset at)
    {
        if (size <= 0) throw new DomainException(FileErrors.Empty);
        var file = new FileAggregate(id, owner, name, size, contentType, sha256, at);
        file.Raise(new FileUploaded(id, owner, name, size, contentType, sha256, at));
        return file;
    }

    /// <summary>Gives the file another name; the name it already has is no change and raises nothing.</summary>
    public void Rename(FileName name, DateTimeOffset at)
    {
        EnsureNotDeleted();
        if (name == Name) return;
        var renamed = new FileRenamed(Id, Owner, Name, name, at);
        Name = name;
        Raise(renamed);
    }

    public void Delete(DateTimeOffset at)
    {
        EnsureNotDeleted();
        IsDeleted = true;
        Raise(new FileDeleted(Id, Owner, Name, at));
    }

    private void EnsureNotDeleted()
    {
        if (IsDeleted) throw new DomainException(FileErrors.Deleted);
    }
}
