using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>Writes a row for each effect; nothing keeps it from writing two.</summary>
internal abstract class EffectWriter(AppDbContext db, string name)
    : IConsumer<FileUploadedV2>, IConsumer<FileRenamedV1>, IConsumer<FileDeletedV1>
{
    public Task<Effect?> HandleAsync(FileUploadedV2 @event, Envelope envelope, CancellationToken ct) => WriteAsync(envelope);

    public Task<Effect?> HandleAsync(FileRenamedV1 @event, Envelope envelope, CancellationToken ct) => WriteAsync(envelope);

    public Task<Effect?> HandleAsync(FileDeletedV1 @event, Envelope envelope, CancellationToken ct) => WriteAsync(envelope);

    private Task<Effect?> WriteAsync(Envelope envelope) => Task.FromResult<Effect?>(ct => db.Database.ExecuteSqlAsync(
        $"insert into effects (consumer, stream, version, type) values ({name}, {envelope.Stream}, {envelope.Version}, {envelope.Type})", ct));
}

[Consumer(Name, ConsumerKind.Transactional)]
internal sealed class Recorder(AppDbContext db) : EffectWriter(db, Name)
{
    public const string Name = "recorder";
}

[Consumer(Name, ConsumerKind.External)]
internal sealed class Caller(AppDbContext db) : EffectWriter(db, Name)
{
    public const string Name = "caller";
}
