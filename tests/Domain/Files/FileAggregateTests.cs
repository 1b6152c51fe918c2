using CleanFiles.Domain.Files;

namespace CleanFiles.Domain.Tests.Files;

public class FileAggregateTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Tuesday = Monday.AddDays(1);
    private static readonly FileId Id = FileId.New(Monday);
    private static readonly OwnerId Alice = new("alice");
    private static readonly FileName Report = new("report.txt");
    private static readonly ContentType PlainText = new("text/plain");
    private static readonly Sha256 Hash = new(new string('a', Sha256.Length));

    [Fact]
    public void An_upload_knows_what_was_uploaded()
    {
        var file = Upload();

        Assert.Equal((Id, Alice, Report, 5L), (file.Id, file.Owner, file.Name, file.Size));
        Assert.Equal((PlainText, Hash, Monday), (file.ContentType, file.Sha256, file.UploadedAt));
        Assert.False(file.IsDeleted);
    }

    [Fact]
    public void An_upload_raises_FileUploaded_as_version_1()
    {
        var file = Upload();

        Assert.Equal(
            new RaisedEvent(1, new FileUploaded(Id, Alice, Report, 5, PlainText, Hash, Monday)), Assert.Single(file.Raised));
        Assert.Equal(1, file.Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_empty_file_is_refused(long size)
    {
        var refused = Assert.Throws<DomainException>(() => FileAggregate.Upload(Id, Alice, Report, size, PlainText, Hash, Monday));

        Assert.Equal(FileErrors.Empty, refused.Message);
    }

    [Fact]
    public void The_stream_is_the_id() => Assert.Equal(Id.Value.ToString(), Upload().Stream);

    [Fact]
    public void A_rename_raises_FileRenamed_with_both_names()
    {
        var file = Stored();
        var final = new FileName("final.txt");

        file.Rename(final, Tuesday);

        Assert.Equal(final, file.Name);
        Assert.Equal(new RaisedEvent(2, new FileRenamed(Id, Alice, Report, final, Tuesday)), Assert.Single(file.Raised));
    }

    [Fact]
    public void A_rename_to_the_same_name_raises_nothing()
    {
        var file = Stored();

        file.Rename(new FileName(Report.Value), Tuesday);

        Assert.Empty(file.Raised);
        Assert.Equal(1, file.Version);
    }

    [Fact]
    public void A_rename_that_only_changes_case_is_a_rename()
    {
        var file = Stored();

        file.Rename(new FileName("Report.txt"), Tuesday);

        Assert.IsType<FileRenamed>(Assert.Single(file.Raised).Event);
    }

    [Fact]
    public void A_deletion_raises_FileDeleted_with_the_last_name()
    {
        var file = Stored();

        file.Delete(Tuesday);

        Assert.True(file.IsDeleted);
        Assert.Equal(new RaisedEvent(2, new FileDeleted(Id, Alice, Report, Tuesday)), Assert.Single(file.Raised));
    }

    [Fact]
    public void A_deleted_file_cannot_be_renamed() =>
        AssertRefused(file => file.Rename(new FileName("final.txt"), Tuesday));

    [Fact]
    public void A_deleted_file_cannot_even_be_given_the_name_it_has() => AssertRefused(file => file.Rename(Report, Tuesday));

    [Fact]
    public void A_deleted_file_cannot_be_deleted_again() => AssertRefused(file => file.Delete(Tuesday));

    [Fact]
    public void A_whole_life_counts_its_versions_in_order()
    {
        var file = Upload();
        file.Rename(new FileName("a"), Monday);
        file.Rename(new FileName("b"), Monday);
        file.Delete(Tuesday);

        Assert.Equal([1, 2, 3, 4], file.Raised.Select(raised => raised.Version));
        Assert.Equal(
            [typeof(FileUploaded), typeof(FileRenamed), typeof(FileRenamed), typeof(FileDeleted)],
            file.Raised.Select(raised => raised.Event.GetType()));
    }

    private static FileAggregate Upload() => FileAggregate.Upload(Id, Alice, Report, 5, PlainText, Hash, Monday);

    private static FileAggregate Stored()
    {
        var file = Upload();
        file.ClearRaised();
        return file;
    }

    private static void AssertRefused(Action<FileAggregate> change)
    {
        var file = Stored();
        file.Delete(Tuesday);
        file.ClearRaised();

        var refused = Assert.Throws<DomainException>(() => change(file));

        Assert.Equal(FileErrors.Deleted, refused.Message);
        Assert.Empty(file.Raised);
        Assert.Equal(2, file.Version);
    }
}
