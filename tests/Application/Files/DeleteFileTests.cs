using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using MediatR;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class DeleteFileTests
{
    private readonly IFiles _files = Substitute.For<IFiles>();
    private readonly IUnitOfWork _unitOfWork = Substitute.For<IUnitOfWork>();
    private readonly FileAggregate _file = StoredFile();

    public DeleteFileTests() => _files.FindAsync(_file.Id, Ct).Returns(_file);

    [Fact]
    public async Task A_deletion_raises_its_event_removes_the_file_and_commits_once()
    {
        await HandleAsync(Alice);

        Assert.Equal(new FileDeleted(_file.Id, Alice, _file.Name, Noon), Assert.Single(_file.Raised).Event);
        Received.InOrder(() =>
        {
            _files.Remove(_file);
            _unitOfWork.CommitAsync(Ct);
        });
        await _unitOfWork.ReceivedWithAnyArgs(1).CommitAsync(Ct);
    }

    [Fact]
    public async Task Somebody_elses_file_looks_unknown()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => HandleAsync(Bob));

        Assert.False(_file.IsDeleted);
        _files.DidNotReceiveWithAnyArgs().Remove(_file);
    }

    private Task<Unit> HandleAsync(OwnerId owner) =>
        new DeleteFileHandler(_files, _unitOfWork, Time).Handle(new DeleteFile(owner, _file.Id), Ct);
}
