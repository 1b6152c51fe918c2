using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class GetFileTests
{
    private readonly IFiles _files = Substitute.For<IFiles>();
    private readonly FileAggregate _file = StoredFile();

    public GetFileTests() => _files.FindAsync(_file.Id, Ct).Returns(_file);

    [Fact]
    public async Task Its_owner_sees_the_file()
    {
        var view = await new GetFileHandler(_files).Handle(new GetFile(Alice, _file.Id), Ct);

        Assert.Equal(new FileView(_file.Id.Value, "report.txt", 5, "text/plain", Hash.Value, Noon, Version: 1), view);
    }

    [Fact, Enforces(12)]
    public Task Nobody_else_does() => Assert.ThrowsAsync<FileNotFoundException>(
        () => new GetFileHandler(_files).Handle(new GetFile(Bob, _file.Id), Ct));

    [Fact]
    public Task An_owner_is_told_apart_by_case() => Assert.ThrowsAsync<FileNotFoundException>(
        () => new GetFileHandler(_files).Handle(new GetFile(new OwnerId("Alice"), _file.Id), Ct));
}
