using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

/// <summary>The use case with every port substituted: no host, no database, no consumer.</summary>
public class UploadFileTests
{
    private readonly IFiles _files = Substitute.For<IFiles>();
    private readonly IContentStore _content = Substitute.For<IContentStore>();
    private readonly IUnitOfWork _unitOfWork = Substitute.For<IUnitOfWork>();
    private readonly MemoryStream _bytes = Content("hello");
    private FileAggregate? _added;

    public UploadFileTests()
    {
        _content.SaveAsync(default, _bytes, Ct).ReturnsForAnyArgs(new StoredContent(5, Hash));
        _files.Add(Arg.Do<FileAggregate>(file => _added = file));
    }

    [Fact]
    public async Task An_upload_answers_what_was_stored()
    {
        var view = await HandleAsync();

        Assert.Equal(new FileView(view.Id, "report.txt", 5, "text/plain", Hash.Value, Noon, Version: 1), view);
    }

    [Fact]
    public async Task The_content_is_stored_under_the_id_that_is_answered()
    {
        var view = await HandleAsync();

        await _content.Received(1).SaveAsync(new FileId(view.Id), _bytes, Ct);
    }

    [Fact]
    public async Task The_aggregate_holds_FileUploaded_when_it_is_committed()
    {
        IDomainEvent? raised = null;
        await _unitOfWork.CommitAsync(Arg.Do<CancellationToken>(_ => raised = _added!.Raised.Single().Event));

        var view = await HandleAsync();

        var expected = new FileUploaded(
            new FileId(view.Id), Alice, new FileName("report.txt"), 5, new ContentType("text/plain"), Hash, Noon);
        Assert.Equal(expected, raised);
    }

    [Fact]
    public async Task It_stores_then_adds_then_commits_once()
    {
        await HandleAsync();

        Received.InOrder(() =>
        {
            _content.SaveAsync(Arg.Any<FileId>(), _bytes, Ct);
            _files.Add(_added!);
            _unitOfWork.CommitAsync(CancellationToken.None);
        });
        await _unitOfWork.ReceivedWithAnyArgs(1).CommitAsync(Ct);
    }

    [Fact]
    public async Task Its_content_stays_after_a_good_upload()
    {
        await HandleAsync();

        await _content.DidNotReceiveWithAnyArgs().DeleteAsync(default, Ct);
    }

    [Fact]
    public async Task An_empty_file_is_refused_and_leaves_nothing_behind()
    {
        _content.SaveAsync(default, _bytes, Ct).ReturnsForAnyArgs(new StoredContent(0, Hash));

        var refused = await Assert.ThrowsAsync<DomainException>(HandleAsync);

        Assert.Equal(FileErrors.Empty, refused.Message);
        await _content.Received(1).DeleteAsync(Arg.Any<FileId>(), CancellationToken.None);
        await _unitOfWork.DidNotReceiveWithAnyArgs().CommitAsync(Ct);
    }

    [Fact]
    public async Task Content_that_could_not_be_stored_adds_nothing()
    {
        _content.SaveAsync(default, _bytes, Ct).ThrowsAsyncForAnyArgs(new ContentTooLargeException(4));

        await Assert.ThrowsAsync<ContentTooLargeException>(HandleAsync);

        Assert.Null(_added);
        await _unitOfWork.DidNotReceiveWithAnyArgs().CommitAsync(Ct);
    }

    [Fact]
    public async Task A_commit_that_failed_before_it_could_have_succeeded_leaves_no_content_behind()
    {
        _unitOfWork.CommitAsync(Ct).ThrowsAsyncForAnyArgs(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(HandleAsync);

        await _content.Received(1).DeleteAsync(Arg.Any<FileId>(), CancellationToken.None);
    }

    [Fact]
    public async Task A_commit_that_may_have_succeeded_keeps_the_content()
    {
        _unitOfWork.CommitAsync(Ct).ThrowsAsyncForAnyArgs(new TimeoutException());
        _unitOfWork.MayHaveCommitted.Returns(true);

        await Assert.ThrowsAsync<TimeoutException>(HandleAsync);

        await _content.DidNotReceiveWithAnyArgs().DeleteAsync(default, Ct);
    }

    [Fact]
    public void A_good_request_passes_validation() => Assert.True(Validate("report.txt", "text/plain").IsValid);

    [Theory]
    [InlineData("", "text/plain", "The file name must not be empty.")]
    [InlineData(null, "text/plain", "The file name must not be empty.")]
    [InlineData("../x", "text/plain", "The file name must not contain a path.")]
    [InlineData("x", "text", "The content type must look like text/plain.")]
    public void A_bad_request_is_refused_in_the_words_of_the_domain(string? name, string contentType, string sentence) =>
        Assert.Equal(sentence, Assert.Single(Validate(name!, contentType).Errors).ErrorMessage);

    private Task<FileView> HandleAsync() => new UploadFileHandler(_files, _content, _unitOfWork, Time)
        .Handle(new UploadFile(Alice, "report.txt", "text/plain", _bytes), Ct);

    private static FluentValidation.Results.ValidationResult Validate(string name, string contentType) =>
        new UploadFileValidator().Validate(new UploadFile(Alice, name, contentType, Stream.Null));
}
