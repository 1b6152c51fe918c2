using CleanFiles.Application.Events;
using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using FileNotFoundException = CleanFiles.Application.Files.FileNotFoundException;

namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>People who each rename a file hundreds of times, and then delete it and upload another; and say what they were told is committed.</summary>
internal sealed class Writer(IServiceScopeFactory scopes)
{
    /// <summary>Before the stream, the version and the type of what it was told is committed.</summary>
    public const string Told = "told";

    private const int People = 12, Renames = 300, LongestMilliseconds = 300;

    private static readonly OwnerId Owner = new("writer");

    /// <summary>They go on with the files that a writer before them left.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var files = await AskAsync(services => services.GetRequiredService<IFiles>().ListAsync(Owner, People, null, CancellationToken.None));
        await Task.WhenAll(Enumerable.Range(0, People).Select(n => WriteAsync(n < files.Count ? files[n].Id : null, ct)));
    }

    private async Task WriteAsync(FileId? file, CancellationToken ct)
    {
        for (var n = 0; !ct.IsCancellationRequested; n++)
        {
            try
            {
                file = await WriteAsync(file, n);
            }
            catch (FileNotFoundException)
            {
                // It was deleted, although nobody said so.
                file = null;
            }
            catch (Exception e)
            {
                // Whether it was committed the database knows.
                Console.WriteLine($"was not told: {e.Message}");
            }

            await Task.Delay(Random.Shared.Next(LongestMilliseconds), CancellationToken.None);
        }
    }

    private async Task<FileId?> WriteAsync(FileId? file, int n)
    {
        if (file is not { } id) return await SendAsync<FileUploadedV2>(new UploadFile(Owner, $"{n}.txt", "text/plain", new MemoryStream([1, 2, 3])));
        if (Random.Shared.Next(Renames) > 0) return await SendAsync<FileRenamedV1>(new RenameFile(Owner, id, $"{Guid.NewGuid()}.txt"));
        var last = await AskAsync(async services => (await services.GetRequiredService<IFiles>().FindAsync(id, CancellationToken.None))?.Version);
        await AskAsync(services => services.GetRequiredService<IMediator>().Send(new DeleteFile(Owner, id)));
        // Nobody else changes it.
        Tell<FileDeletedV1>(id.Value, last + 1);
        return null;
    }

    private async Task<FileId> SendAsync<TEvent>(IRequest<FileView> request)
    {
        var file = await AskAsync(services => services.GetRequiredService<IMediator>().Send(request));
        Tell<TEvent>(file.Id, file.Version);
        return new FileId(file.Id);
    }

    private static void Tell<TEvent>(Guid file, long? version) =>
        Console.WriteLine($"{Told} {file} {version} {EventCatalogue.Default.Describe(typeof(TEvent)).Name}");

    private async Task<T> AskAsync<T>(Func<IServiceProvider, Task<T>> ask)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ask(scope.ServiceProvider);
    }
}
