using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

/// <summary>What a direct call does as well as an event, and what it cannot.</summary>
public class DirectUploadTests
{
    private readonly IFiles _files = Substitute.For<IFiles>();
    private readonly IContentStore _content = Substitute.For<IContentStore>();
    private readonly IUnitOfWork _unitOfWork = Substitute.For<IUnitOfWork>();
    private readonly ISearchIndex _index = Substitute.For<ISearchIndex>();
    private readonly IMailer _mailer = Substitute.For<IMailer>();
    private readonly MemoryStream _bytes = Content("hello");

    public DirectUploadTests() => _content.SaveAsync(default, _bytes, Ct).ReturnsForAnyArgs(new StoredContent(5, Hash));

    [Fact, Enforces(35)]
    public async Task While_all_is_well_it_does_the_same_in_one_go()
    {
        var view = await HandleAsync(Ct);

        Assert.Equal(new FileView(view.Id, "report.txt", 5, "text/plain", Hash.Value, Noon, Version: 1), view);
        _index.Received(1).Put(view.Id, Alice.Value, "report.txt", "", 1);
        await _mailer.Received(1).SendAsync(Arg.Is<Mail>(mail => mail.Owner == Alice.Value), Ct);
    }

    [Fact, Enforces(35)]
    public async Task A_mail_that_fails_makes_an_upload_fail_that_has_happened()
    {
        _mailer.SendAsync(default!, Ct).ThrowsAsyncForAnyArgs(new IOException("No route to host."));

        await Assert.ThrowsAsync<IOException>(() => HandleAsync(Ct));

        await _unitOfWork.ReceivedWithAnyArgs(1).CommitAsync(Ct);
    }

    [Fact, Enforces(35)]
    public async Task Who_goes_away_in_between_is_never_told()
    {
        using var request = new CancellationTokenSource();
        _unitOfWork.CommitAsync(request.Token).Returns(_ => request.CancelAsync());
        _mailer.SendAsync(Arg.Any<Mail>(), Arg.Is<CancellationToken>(token => token.IsCancellationRequested))
            .Returns(call => Task.FromCanceled(call.Arg<CancellationToken>()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HandleAsync(request.Token));

        await _unitOfWork.Received(1).CommitAsync(request.Token);
    }

    private Task<FileView> HandleAsync(CancellationToken ct) => new DirectUpload(_files, _content, _unitOfWork, _index, _mailer, Time)
        .HandleAsync(new UploadFile(Alice, "report.txt", "text/plain", _bytes), ct);
}
