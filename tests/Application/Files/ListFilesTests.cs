using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class ListFilesTests
{
    private readonly IFiles _files = Substitute.For<IFiles>();

    [Fact]
    public async Task A_full_page_points_to_the_next_one()
    {
        var files = Enumerable.Range(0, 3).Select(age => StoredFile($"{age}.txt", at: Noon.AddMinutes(-age))).ToList();
        _files.ListAsync(Alice, 3, null, Ct).Returns(files);

        var page = await HandleAsync(limit: 2);

        Assert.Equal(["0.txt", "1.txt"], page.Items.Select(file => file.Name));
        Assert.Equal(new Cursor(files[1].UploadedAt, files[1].Id.Value).ToString(), page.Next);
    }

    [Fact]
    public async Task The_last_page_points_nowhere()
    {
        _files.ListAsync(Alice, 3, null, Ct).Returns([StoredFile(), StoredFile()]);

        Assert.Null((await HandleAsync(limit: 2)).Next);
    }

    [Fact]
    public async Task A_cursor_reaches_the_port()
    {
        var cursor = new Cursor(Noon, Guid.NewGuid());
        _files.ListAsync(Alice, 3, cursor, Ct).Returns([StoredFile("older.txt")]);

        var page = await HandleAsync(limit: 2, cursor.ToString());

        Assert.Equal("older.txt", Assert.Single(page.Items).Name);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(PageLimits.Default, null)]
    [InlineData(PageLimits.Max, null)]
    public void A_good_request_passes_validation(int limit, string? cursor) =>
        Assert.True(new ListFilesValidator().Validate(new ListFiles(Alice, limit, cursor)).IsValid);

    [Theory]
    [InlineData(0, null, "The limit must be from 1 to 200.")]
    [InlineData(201, null, "The limit must be from 1 to 200.")]
    [InlineData(1, "", "The cursor must be the 'next' of a page that this list returned.")]
    [InlineData(1, "nonsense", "The cursor must be the 'next' of a page that this list returned.")]
    public void A_bad_request_is_refused_with_a_sentence(int limit, string? cursor, string sentence)
    {
        var result = new ListFilesValidator().Validate(new ListFiles(Alice, limit, cursor));

        Assert.Equal(sentence, Assert.Single(result.Errors).ErrorMessage);
    }

    private Task<Page<FileView>> HandleAsync(int limit, string? cursor = null) =>
        new ListFilesHandler(_files).Handle(new ListFiles(Alice, limit, cursor), Ct);
}
