#nullable enable

using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Consumers;

internal abstract class Planted : IConsumer<FileDeletedV1>
{
    public Task<Effect?> HandleAsync(FileDeletedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(null);
}

internal sealed class Nameless : Planted;

[Consumer("Shouting", ConsumerKind.External)]
internal sealed class Shouting : Planted;

[Consumer("twin", ConsumerKind.External)]
internal sealed class FirstTwin : Planted;

[Consumer("twin", ConsumerKind.External)]
internal sealed class SecondTwin : Planted;

[Consumer("open", ConsumerKind.External)]
internal class Open : Planted;

[Consumer("heir", ConsumerKind.External)]
internal sealed class Heir : Open;

internal sealed class Committer(IUnitOfWork unitOfWork)
{
    public Task CommitAsync(CancellationToken ct) => unitOfWork.CommitAsync(ct);
}

internal sealed class Shortcut(IPublisher publisher)
{
    public Task PublishAsync(Envelope envelope, CancellationToken ct) => publisher.PublishAsync([envelope], ct);
}
