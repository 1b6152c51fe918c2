using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class OrphanedContentsTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    private readonly FakeTimeProvider _time = Some.Time;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(18)]
    public async Task A_content_without_a_row_goes_a_day_after_it_was_stored_and_one_with_a_row_never(string provider)
    {
        await using var database = await CreateAsync(provider);
        var (kept, orphans, young) = (Some.File(), Ids(5), Ids(1));
        await AddRowAsync(database, kept);
        await StoreAsync(database, [kept.Id, .. orphans]);
        _time.Advance(TimeSpan.FromHours(2));
        await StoreAsync(database, young);
        _time.Advance(TimeSpan.FromHours(23));

        Assert.Equal(5, await Sweep(database).RunAsync(Some.Ct));

        Assert.Equal([kept.Id, young[0]], await LeftAsync(database, [kept.Id, .. orphans, .. young]));
        Assert.Equal(0, await Sweep(database).RunAsync(Some.Ct));
        foreach (var reaped in orphans) await database.Services.GetRequiredService<IContentStore>().DeleteAsync(reaped, Some.Ct);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(18)]
    public async Task A_content_that_gets_its_row_between_the_two_looks_stays(string provider)
    {
        await using var database = await CreateAsync(provider);
        var (late, orphan) = (Some.File(), Ids(1)[0]);
        await StoreAsync(database, [late.Id, orphan]);
        _time.Advance(TimeSpan.FromDays(2));
        var rows = new ThenRows(database.Services.GetRequiredService<IFileRows>(), afterFirstLook: () => AddRowAsync(database, late));

        Assert.Equal(1, await Sweep(database, rows).RunAsync(Some.Ct));

        Assert.Equal([late.Id], await LeftAsync(database, [late.Id, orphan]));
    }

    [Fact, Enforces(18)]
    public async Task What_is_not_the_stores_own_is_left_alone_and_links_are_not_followed()
    {
        await using var database = await CreateAsync("Sqlite");
        await using var elsewhere = await CreateAsync("Sqlite");
        var outside = Ids(1)[0];
        await StoreAsync(elsewhere, [outside]);
        var content = Path.Combine(database.Folder, "content");
        var orphan = Ids(1)[0];
        await StoreAsync(database, [orphan]);
        var stray = Path.Combine(content, Ids(1)[0].Value.ToString("N"));
        var note = Path.Combine(content, "README.txt");
        foreach (var foreign in new[] { stray, note }) await File.WriteAllTextAsync(foreign, "mine", Some.Ct);
        Directory.CreateSymbolicLink(Path.Combine(content, "link"), Path.Combine(elsewhere.Folder, "content"));
        _time.SetUtcNow(DateTimeOffset.UtcNow.AddDays(3));

        Assert.Equal(1, await Sweep(database).RunAsync(Some.Ct));

        Assert.True(File.Exists(stray) && File.Exists(note));
        Assert.Equal([outside], await LeftAsync(elsewhere, [outside]));
    }

    /// <summary>A content folder beside the database of another, or one that was just restored.</summary>
    [Fact, Enforces(18)]
    public async Task When_most_contents_have_no_row_the_database_is_the_wrong_one_and_nothing_goes()
    {
        await using var database = await CreateAsync("Sqlite", batch: 1_000);
        var ids = Ids(50);
        await StoreAsync(database, ids);
        _time.Advance(TimeSpan.FromDays(2));
        var logger = new RecordingLogger<OrphanedContents>();

        Assert.Equal(0, await Sweep(database, logger: logger).RunAsync(Some.Ct));

        Assert.Equal(50, (await LeftAsync(database, ids)).Count);
        Assert.StartsWith("Warning: 50 of 50 contents have no file in the database", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_yet_holds_nothing()
    {
        await using var database = await CreateAsync("Sqlite");

        Assert.Equal(0, await Sweep(database).RunAsync(Some.Ct));
    }

    private static FileId[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => FileId.New(Some.Noon))];

    private Task<TestDatabase> CreateAsync(string provider, int batch = 2) => TestDatabase.CreateAsync(
        provider, postgres, services => services.AddSingleton<TimeProvider>(_time).AddSingleton(new RetentionOptions { BatchSize = batch }));

    private static OrphanedContents Sweep(TestDatabase database, IFileRows? rows = null, RecordingLogger<OrphanedContents>? logger = null) => rows is null && logger is null
        ? database.Services.GetServices<IRetention>().OfType<OrphanedContents>().Single()
        : ActivatorUtilities.CreateInstance<OrphanedContents>(database.Services, new object?[] { rows, logger }.OfType<object>().ToArray());

    private static async Task StoreAsync(TestDatabase database, FileId[] ids)
    {
        foreach (var id in ids)
            await database.Services.GetRequiredService<IContentStore>().SaveAsync(id, new MemoryStream("some"u8.ToArray()), Some.Ct);
    }

    private static Task AddRowAsync(TestDatabase database, FileAggregate file) => database.InScopeAsync(async services =>
    {
        services.GetRequiredService<IFiles>().Add(file);
        await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
    });

    private static async Task<List<FileId>> LeftAsync(TestDatabase database, FileId[] ids)
    {
        var left = new List<FileId>();
        foreach (var id in ids)
        {
            await using var content = await database.Services.GetRequiredService<IContentStore>().OpenAsync(id, Some.Ct);
            if (content is not null) left.Add(id);
        }

        return left;
    }

    private sealed class ThenRows(IFileRows rows, Func<Task> afterFirstLook) : IFileRows
    {
        private bool _looked;

        public async Task<IReadOnlySet<FileId>> KnownAsync(IReadOnlyCollection<FileId> ids, CancellationToken ct)
        {
            var known = await rows.KnownAsync(ids, ct);
            if (!_looked) await afterFirstLook();
            _looked = true;
            return known;
        }
    }
}
