using System.Collections.Concurrent;
using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;

namespace CleanFiles.Api.Tests;

internal sealed class MemoryPorts : IFiles, IUnitOfWork
{
    private readonly ConcurrentDictionary<FileId, FileAggregate> _files = new();

    public Task<FileAggregate?> FindAsync(FileId id, CancellationToken ct) => Task.FromResult(_files.GetValueOrDefault(id));

    public Task<IReadOnlyList<FileAggregate>> ListAsync(OwnerId owner, int limit, Cursor? after, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FileAggregate>>([.. _files.Values
            .Where(file => file.Owner == owner)
            .OrderByDescending(file => file.UploadedAt).ThenByDescending(file => file.Id.Value)
            .Where(file => after is null || (file.UploadedAt, file.Id.Value).CompareTo((after.At, after.Id)) < 0)
            .Take(limit)]);

    public void Add(FileAggregate file) => _files[file.Id] = file;

    public void Remove(FileAggregate file) => _files.TryRemove(file.Id, out _);

    public Task CommitAsync(CancellationToken ct) => Task.CompletedTask;
}
