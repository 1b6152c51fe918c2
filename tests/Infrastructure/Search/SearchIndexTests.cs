using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Tests.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CleanFiles.Infrastructure.Tests.Search;

public sealed class SearchIndexTests(PostgresFixture postgres)
{
    private static readonly OwnerId Alice = new("alice");

    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    private delegate void Change(ISearchIndex index, Guid file);

    private static readonly Change[] Story =
    [
        (index, file) => index.Put(file, "alice", "first.txt", "some words", 1),
        (index, file) => index.Rename(file, "alice", "second.txt", 2),
        (index, file) => index.Rename(file, "alice", "third.txt", 3),
        (index, file) => index.Remove(file, "alice", 4),
    ];

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(8)]
    public async Task Every_order_of_a_files_events_with_repetitions_ends_in_the_same_row(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var random = new Random(1);
        foreach (var length in new[] { 3, 4 })
            foreach (var order in Permutations([.. Enumerable.Range(0, length)]))
            {
                var (file, repeated) = (Guid.CreateVersion7(), (int[])[.. order, .. random.GetItems(order, 3)]);
                // In one transaction as a batch does it, or in one each.
                if (random.Next(2) == 0) await ChangeAsync(database, file, repeated);
                else foreach (var n in repeated) await ChangeAsync(database, file, n);
            }

        var rows = await database.ListAsync<string>(
            "select name || '|' || version || '|' || name_words || '|' || text_words || '|' || case when deleted then 'gone' else '' end as \"Value\" from search_documents");
        Assert.Equal(30, rows.Count);
        Assert.Equal(6, rows.Count(row => row == "third.txt|3|third txt|some words|"));
        Assert.Equal(24, rows.Count(row => row == "|4|||gone"));
        Assert.Equal(6, (await SearchAsync(database, "third")).Count);
        Assert.Empty(await SearchAsync(database, "first"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(26)]
    public async Task A_batch_reads_the_rows_of_all_its_files_by_one_query(string provider)
    {
        using var commands = new Commands();
        await using var database = await TestDatabase.CreateAsync(provider, postgres, services => services.AddSingleton<ILoggerProvider>(commands));
        Guid[] files = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7())];
        await WriteAsync(database, services =>
        {
            foreach (var file in files[..10]) Story[0](services.GetRequiredService<ISearchIndex>(), file);
        });
        commands.Lines.Clear();
        await WriteAsync(database, services =>
        {
            foreach (var file in files)
                foreach (var change in Story[..2]) change(services.GetRequiredService<ISearchIndex>(), file);
        });

        Assert.Single(commands.Lines, command => command.Replace("\"", "", StringComparison.Ordinal).Contains("FROM search_documents", StringComparison.Ordinal));
        Assert.Equal(20, (await SearchAsync(database, "second words")).Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_file_that_is_noted_again_after_its_row_was_made_keeps_that_row(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var file = Guid.CreateVersion7();
        await database.InScopeAsync(async services =>
        {
            var (index, unitOfWork) = (services.GetRequiredService<ISearchIndex>(), services.GetRequiredService<UnitOfWork>());
            await unitOfWork.BeginHostedAsync(Some.Ct);
            Story[0](index, file);
            await services.GetRequiredService<DeferredWrites>().WriteAsync(Some.Ct);
            Story[1](index, file);
            await unitOfWork.CommitHostedAsync(Some.Ct);
        });

        Assert.Equal("second.txt", Assert.Single(await SearchAsync(database, "second words")).Name);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Words_are_found_by_how_they_begin_whatever_their_case_and_only_when_all_are_there(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await AddAsync(database, "Annual_Report-2026.txt", "Größe über alles: naïve café ПРИВЕТ 東京 v1.2.3 foo@example.com");
        foreach (var query in new[] { "annual", "ANN", "rep 20", "report.txt", "größe", "GRÖ", "naï", "привет", "東京", "v1 2", "foo@example.com", "example.com foo", "2026" })
            Assert.True((await SearchAsync(database, query)).Count == 1, $"{query} finds nothing");
        foreach (var query in new[] { "nnual", "annual missing", "grosse", "eport", "" })
            Assert.True((await SearchAsync(database, query)).Count == 0, $"{query} finds something");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Files_of_that_name_come_before_files_that_only_mention_it_however_often(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await AddAsync(database, "other.txt", string.Join(' ', Enumerable.Repeat("budget plan", 400)));
        await AddAsync(database, "budget plan with a very long name that says a lot of other things too, as names of files do now and then.txt",
            string.Join(' ', Enumerable.Range(0, 3000).Select(n => $"word{n}")));
        await AddAsync(database, "short.txt", "budget plan");
        Assert.Equal("budget", (await SearchAsync(database, "budget"))[0].Name[..6]);
        Assert.Equal("budget", (await SearchAsync(database, "plan budg"))[0].Name[..6]);
        Assert.Equal(3, (await SearchAsync(database, "budget")).Count);
        Assert.Equal(2, (await SearchAsync(database, "budget", limit: 2)).Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Nobody_finds_the_files_of_others(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await AddAsync(database, "secret.txt", "secret", owner: "bob");
        Assert.Empty(await SearchAsync(database, "secret"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task No_query_is_an_error(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await AddAsync(database, "a and or not near.txt", "x");
        string[] queries =
        [
            "\"", "'", "\"\"", "*", "a*", "(", ")", "a AND", "AND", "OR NOT", "NEAR(a b)", "a:b", "name_words:a", "-a", "^a", "a & | ! b", "<->", ":*", "\\", "%", "_",
            ";--", "a\tb", "🙂", "\ud800", "\u0301", "ﷺ", "²", "١٢", "1e5", "-1.5", "0x1f", "a/b", "http://x.y/z?q", "<b>a</b>", "&amp;", new string('a', 5000), string.Join(' ', Enumerable.Repeat("a", 500)),
        ];
        foreach (var query in queries) await SearchAsync(database, query);
        Assert.Single(await SearchAsync(database, "a*"));
        Assert.Single(await SearchAsync(database, "AND"));
        Assert.Single(await SearchAsync(database, "(near)"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Whatever_counts_as_a_word_is_found_again(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        string[] words = ["1e5", "12abc", "0x1f", "3rd", "v2", "ß", "ı", "İstanbul", "ﬁn", "ǆ", "Ω", "هذا", "१२", "हिन्दी", "ไทย", "한글", "日本語", "𝒳y", "é", "e\u0301t", "ª", "ǅungla", "ꙮ"];
        foreach (var word in words) await AddAsync(database, $"{word}.bin", "");
        foreach (var word in words)
            Assert.True((await SearchAsync(database, word)).Any(hit => hit.Name == $"{word}.bin"), $"{word} is not found");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_text_of_the_largest_size_can_be_indexed(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var random = new Random(1);
        await AddAsync(database, "long.txt", new string('x', 64 * 1024));
        await AddAsync(database, "dense.txt", string.Concat(Enumerable.Range(0, 32 * 1024).Select(_ => $"{(char)random.Next(0x4e00, 0x9fff)} ")));
        await AddAsync(database, "found.txt", string.Join(' ', Enumerable.Range(0, 9000).Select(n => $"w{n}")) + " last");
        Assert.Single(await SearchAsync(database, "last"));
        Assert.Single(await SearchAsync(database, new string('x', 300)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_history_of_a_file_is_read_in_the_order_of_versions_by_its_owner(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var file = FileId.New(Some.Noon);
        await WriteAsync(database, services =>
        {
            foreach (var version in (long[])[3, 1, 2])
                services.GetRequiredService<IAuditTrail>().Append(new AuditEntry(Guid.NewGuid(), file.Value, "alice", version, "file.renamed", 1, Some.Noon, "{}"));
        });
        await database.InScopeAsync(async services =>
        {
            var trail = services.GetRequiredService<IAuditTrail>();
            Assert.Equal([1, 2, 3], (await trail.ReadAsync(Alice, file, 100, null, Some.Ct)).Select(entry => entry.Version));
            Assert.Empty(await trail.ReadAsync(new OwnerId("bob"), file, 100, null, Some.Ct));
        });
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Notifications_of_the_same_moment_are_neither_repeated_nor_skipped_by_pages(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await WriteAsync(database, services =>
        {
            for (var n = 0; n < 17; n++)
                services.GetRequiredService<INotificationLog>().Add(new Notification(Guid.NewGuid(), n % 8 == 7 ? "bob" : "alice", "x", Some.Noon.AddSeconds(n / 6)));
        });
        var seen = await database.InScopeAsync(async services =>
        {
            var (all, after) = (new List<Notification>(), (Cursor?)null);
            for (IReadOnlyList<Notification> page; (page = await services.GetRequiredService<INotificationLog>().ListAsync(Alice, 4, after, Some.Ct)).Count > 0;
                after = new Cursor(page[^1].SentAt, page[^1].EventId)) all.AddRange(page);
            return all;
        });
        Assert.Equal(15, seen.DistinctBy(one => one.EventId).Count());
        Assert.Equal(15, seen.Count);
        Assert.Equal(seen.Select(one => one.SentAt).OrderDescending(), seen.Select(one => one.SentAt));
    }

    private static Task ChangeAsync(TestDatabase database, Guid file, params int[] story) => WriteAsync(database, services =>
    {
        foreach (var n in story) Story[n](services.GetRequiredService<ISearchIndex>(), file);
    });

    private static Task AddAsync(TestDatabase database, string name, string text, string owner = "alice") => WriteAsync(
        database, services => services.GetRequiredService<ISearchIndex>().Put(Guid.CreateVersion7(), owner, name, text, 1));

    private static Task<IReadOnlyList<SearchHit>> SearchAsync(TestDatabase database, string query, int limit = 50) =>
        database.InScopeAsync(services => services.GetRequiredService<ISearchIndex>().SearchAsync(Alice, query, limit, Some.Ct));

    private static Task WriteAsync(TestDatabase database, Action<IServiceProvider> write) => database.InScopeAsync(async services =>
    {
        await services.GetRequiredService<UnitOfWork>().BeginHostedAsync(Some.Ct);
        write(services);
        await services.GetRequiredService<UnitOfWork>().CommitHostedAsync(Some.Ct);
    });

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 1
        ? [items]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));

    /// <summary>What EF Core sends.</summary>
    private sealed class Commands : ILoggerProvider
    {
        public LogLines Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName == DbLoggerCategory.Database.Command.Name ? Lines : NullLogger.Instance;

        public void Dispose()
        {
        }
    }
}
