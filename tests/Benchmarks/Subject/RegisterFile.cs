using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using MediatR;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>An upload without its bytes: what is measured is the row and the event, not the disk.</summary>
/// <param name="Tells">False: the row alone, through the same path.</param>
internal sealed record RegisterFile(Guid Id, bool Tells) : IRequest;

internal sealed class RegisterFileHandler(IFiles files, IUnitOfWork unitOfWork, TimeProvider time) : IRequestHandler<RegisterFile>
{
    private static readonly OwnerId Owner = new("00000000-0000-4000-8000-000000000001");
    private static readonly FileName Name = new("quarterly report of the northern region, second draft.pdf");
    private static readonly ContentType Type = new("application/pdf");
    private static readonly Sha256 Hash = new(new string('a', Sha256.Length));

    public async Task<Unit> Handle(RegisterFile request, CancellationToken cancellationToken)
    {
        var file = NewFile(request.Id, time.Now());
        if (!request.Tells) file.ClearRaised();
        files.Add(file);
        await unitOfWork.CommitAsync(cancellationToken);
        return Unit.Value;
    }

    public static FileAggregate NewFile(Guid id, DateTimeOffset at) =>
        FileAggregate.Upload(new FileId(id), Owner, Name, size: 48_213, Type, Hash, at);
}
