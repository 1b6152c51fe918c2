using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class GetContentTests
{
    private readonly IFiles _files = Substitute.For<IFiles>();
    private readonly IContentStore _content = Substitute.For<IContentStore>();
    private readonly FileAggregate _file = StoredFile();

    public GetContentTests() => _files.FindAsync(_file.Id, Ct).Returns(_file);

    [Fact]
    public async Task Its_owner_gets_the_bytes()
    {
        var bytes = Content("hello");
        _content.OpenAsync(_file.Id, Ct).Returns(bytes);

        var answer = await HandleAsync(Alice);

        Assert.Same(bytes, answer.Bytes);
        Assert.Equal(_file.Id.Value, answer.File.Id);
    }

    [Fact]
    public async Task Nobody_else_even_opens_them()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => HandleAsync(Bob));

        await _content.DidNotReceiveWithAnyArgs().OpenAsync(default, Ct);
    }

    [Fact]
    public async Task Content_that_was_reaped_in_the_meantime_is_not_found()
    {
        _content.OpenAsync(_file.Id, Ct).Returns((Stream?)null);

        await Assert.ThrowsAsync<FileNotFoundException>(() => HandleAsync(Alice));
    }

    private Task<FileContent> HandleAsync(OwnerId owner) =>
        new GetContentHandler(_files, _content).Handle(new GetContent(owner, _file.Id), Ct);
}
