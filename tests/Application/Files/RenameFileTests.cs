using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class RenameFileTests
{
    private readonly IFiles _files = Substitute.For<IFiles>();
    private readonly IUnitOfWork _unitOfWork = Substitute.For<IUnitOfWork>();
    private readonly FileAggregate _file = StoredFile();

    public RenameFileTests() => _files.FindAsync(_file.Id, Ct).Returns(_file);

    [Fact]
    public async Task A_rename_answers_the_new_name_and_version()
    {
        var view = await HandleAsync(Alice, _file.Id);

        Assert.Equal(("final.txt", 2), (view.Name, view.Version));
    }

    [Fact]
    public async Task A_rename_raises_its_event_and_commits_once()
    {
        await HandleAsync(Alice, _file.Id);

        Assert.Equal(
            new FileRenamed(_file.Id, Alice, new FileName("report.txt"), new FileName("final.txt"), Noon),
            Assert.Single(_file.Raised).Event);
        await _unitOfWork.Received(1).CommitAsync(Ct);
    }

    [Fact]
    public async Task Somebody_elses_file_looks_unknown()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => HandleAsync(Bob, _file.Id));

        Assert.Equal("report.txt", _file.Name.Value);
        await _unitOfWork.DidNotReceiveWithAnyArgs().CommitAsync(Ct);
    }

    [Fact]
    public async Task An_unknown_file_is_named_in_the_error()
    {
        var unknown = FileId.New(Noon);

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => HandleAsync(Alice, unknown));

        Assert.Equal($"There is no file {unknown}.", error.Message);
    }

    [Theory]
    [InlineData(null, "The file name must not be empty.")]
    [InlineData("a/b", "The file name must not contain a path.")]
    public void A_bad_name_is_refused_in_the_words_of_the_domain(string? name, string sentence)
    {
        var result = new RenameFileValidator().Validate(new RenameFile(Alice, _file.Id, name!));

        Assert.Equal(sentence, Assert.Single(result.Errors).ErrorMessage);
    }

    private Task<FileView> HandleAsync(OwnerId owner, FileId id) =>
        new RenameFileHandler(_files, _unitOfWork, Time).Handle(new RenameFile(owner, id, "final.txt"), Ct);
}
