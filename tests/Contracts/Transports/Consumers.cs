using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;

namespace CleanFiles.Contracts.Tests.Transports;

[Consumer(Name, ConsumerKind.Transactional)]
internal sealed class Recorder<TEvent>(Diary diary, AppDbContext db) : IConsumer<TEvent> where TEvent : IIntegrationEvent
{
    public const string Name = "recorder";

    public Task<Effect?> HandleAsync(TEvent @event, Envelope envelope, CancellationToken ct) =>
        diary.NoteAsync(Name, @event, envelope, db);
}

[Consumer(Name, ConsumerKind.External)]
internal sealed class Caller<TEvent>(Diary diary, AppDbContext db) : IConsumer<TEvent> where TEvent : IIntegrationEvent
{
    public const string Name = "caller";

    public Task<Effect?> HandleAsync(TEvent @event, Envelope envelope, CancellationToken ct) =>
        diary.NoteAsync(Name, @event, envelope, db);
}
