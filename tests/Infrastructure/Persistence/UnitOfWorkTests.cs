using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Persistence;

public sealed class UnitOfWorkTests(PostgresFixture postgres)
{
    private const string Outbox = "select type || ' ' || stream || ' ' || version as \"Value\" from outbox order by position";

    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5)]
    public async Task Files_and_events_are_written_together_and_the_relay_is_woken(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var (first, second) = (Some.File(), Some.File());
        first.Rename(new FileName("later.txt"), Some.Noon);
        await SaveAsync(database, first, second);

        Assert.Equal(
            [$"file.uploaded {first.Stream} 1", $"file.renamed {first.Stream} 2", $"file.uploaded {second.Stream} 1"],
            await database.ListAsync<string>(Outbox));
        Assert.Equal(2, await database.CountAsync("files"));
        Assert.Empty(first.Raised);
        Assert.True(database.Services.GetRequiredService<OutboxSignal>().Raised.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5)]
    public async Task A_commit_that_failed_may_be_repeated_and_publishes_everything_under_the_same_ids(string provider)
    {
        var failing = new FailingTransactions();
        await using var database = await TestDatabase.CreateAsync(provider, postgres, failing.Add);
        var file = Some.File();
        await database.InScopeAsync(async services =>
        {
            var unitOfWork = services.GetRequiredService<IUnitOfWork>();
            services.GetRequiredService<IFiles>().Add(file);
            failing.FailNext("commit");
            await FailsAsync(() => unitOfWork.CommitAsync(Some.Ct));
            Assert.Single(file.Raised);
            Assert.False(database.Services.GetRequiredService<OutboxSignal>().Raised.IsCompleted);
            Assert.Equal(0, await database.CountAsync("outbox"));

            file.Rename(new FileName("later.txt"), Some.Noon);
            await unitOfWork.CommitAsync(Some.Ct);
        });

        Assert.Empty(file.Raised);
        Assert.Equal([$"file.uploaded {file.Stream} 1", $"file.renamed {file.Stream} 2"], await database.ListAsync<string>(Outbox));
        Assert.Equal("later.txt", await database.ScalarAsync<string>("select name as \"Value\" from files"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Events_of_what_was_given_up_after_a_failed_commit_are_not_published(string provider)
    {
        var failing = new FailingTransactions();
        await using var database = await TestDatabase.CreateAsync(provider, postgres, failing.Add);
        var (given, kept) = (Some.File(), Some.File());
        await database.InScopeAsync(async services =>
        {
            var unitOfWork = services.GetRequiredService<IUnitOfWork>();
            services.GetRequiredService<IFiles>().Add(given);
            failing.FailNext("commit");
            await FailsAsync(() => unitOfWork.CommitAsync(Some.Ct));
            services.GetRequiredService<AppDbContext>().ChangeTracker.Clear();
            services.GetRequiredService<IFiles>().Add(kept);
            await unitOfWork.CommitAsync(Some.Ct);
        });
        Assert.Equal([$"file.uploaded {kept.Stream} 1"], await database.ListAsync<string>(Outbox));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5)]
    public async Task A_unit_of_work_is_flushed_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.InScopeAsync(async services =>
        {
            var unitOfWork = services.GetRequiredService<IUnitOfWork>();
            services.GetRequiredService<IFiles>().Add(Some.File());
            await unitOfWork.CommitAsync(Some.Ct);
            services.GetRequiredService<IFiles>().Add(Some.File());
            await Assert.ThrowsAsync<InvalidOperationException>(() => unitOfWork.CommitAsync(Some.Ct));
            Assert.True(unitOfWork.MayHaveCommitted);
        });
        Assert.Equal((1, 1), (await database.CountAsync("files"), await database.CountAsync("outbox")));
        await SaveAsync(database, Some.File());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5)]
    public async Task Nobody_saves_past_the_unit_of_work(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.InScopeAsync(async services =>
        {
            services.GetRequiredService<IFiles>().Add(Some.File());
            var db = services.GetRequiredService<AppDbContext>();
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Some.Ct));
            Assert.Throws<NotSupportedException>(() => db.SaveChanges());
        });
        Assert.Equal(0, await database.CountAsync("files"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_a_host_commits_nobody_else_can_commit_before(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.InScopeAsync(async services =>
        {
            var unitOfWork = services.GetRequiredService<UnitOfWork>();
            await unitOfWork.BeginHostedAsync(Some.Ct);
            services.GetRequiredService<IFiles>().Add(Some.File());
            await Assert.ThrowsAsync<InvalidOperationException>(() => services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct));
            Assert.Equal(0, await database.CountAsync("files"));
            await unitOfWork.CommitHostedAsync(Some.Ct);
        });
        Assert.Equal((1, 1), (await database.CountAsync("files"), await database.CountAsync("outbox")));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5)]
    public async Task Of_two_who_changed_the_same_version_the_second_is_told_and_leaves_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var file = Some.File();
        await SaveAsync(database, file);
        await database.InScopeAsync(async late =>
        {
            var mine = (await late.GetRequiredService<IFiles>().FindAsync(file.Id, Some.Ct))!;
            await RenameAsync(database, file.Id, "first.txt");
            mine.Rename(new FileName("second.txt"), Some.Noon);
            await Assert.ThrowsAsync<ConcurrencyException>(() => late.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct));
        });
        Assert.Equal("first.txt", await database.ScalarAsync<string>("select name as \"Value\" from files"));
        Assert.Equal(2, await database.CountAsync("outbox"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_deleted_file_leaves_its_event(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var file = Some.File();
        await SaveAsync(database, file);
        await database.InScopeAsync(async services =>
        {
            var files = services.GetRequiredService<IFiles>();
            var mine = (await files.FindAsync(file.Id, Some.Ct))!;
            mine.Delete(Some.Noon);
            files.Remove(mine);
            await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
        });
        Assert.Equal(0, await database.CountAsync("files"));
        Assert.Equal($"file.deleted {file.Stream} 2", (await database.ListAsync<string>(Outbox))[^1]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5)]
    public async Task An_event_that_no_transport_would_take_fails_the_whole_unit_of_work(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(
            provider, postgres, services => services.AddSingleton(new MessagingOptions { MaxEnvelopeBytes = 400 }));
        foreach (FileAggregate[] files in new FileAggregate[][] { [Some.File(new string('n', 250))], [Some.File(), Some.File(new string('n', 250))] })
            await database.InScopeAsync(async services =>
            {
                var unitOfWork = services.GetRequiredService<IUnitOfWork>();
                foreach (var file in files) services.GetRequiredService<IFiles>().Add(file);
                var error = await Assert.ThrowsAsync<InvalidOperationException>(() => unitOfWork.CommitAsync(Some.Ct));
                Assert.Contains("Messaging:MaxEnvelopeBytes (400)", error.Message, StringComparison.Ordinal);
                Assert.False(unitOfWork.MayHaveCommitted);
            });
        Assert.Equal((0, 0), (await database.CountAsync("files"), await database.CountAsync("outbox")));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5, 20)]
    public async Task What_was_checked_is_at_least_as_large_as_what_goes_over_the_wire(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await SaveAsync(database, Some.File("a:b,c \"☃\".txt"));
        await using var reader = await database.Services.GetRequiredService<IOutboxLog>().OpenAsync(Some.Ct);
        var onTheWire = CloudEventWriter.Write(Assert.Single(await reader.ReadAsync(10, Some.Ct)).Envelope).Length + MessagingOptions.AttributeBytes;

        await using var narrow = await TestDatabase.CreateAsync(
            provider, postgres, services => services.AddSingleton(new MessagingOptions { MaxEnvelopeBytes = onTheWire - 1 }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SaveAsync(narrow, Some.File("a:b,c \"☃\".txt")));
        await using var wide = await TestDatabase.CreateAsync(
            provider, postgres, services => services.AddSingleton(new MessagingOptions { MaxEnvelopeBytes = onTheWire + 100 }));
        await SaveAsync(wide, Some.File("a:b,c \"☃\".txt"));
    }

    [Theory]
    [InlineData("Sqlite", "begin")]
    [InlineData("Sqlite", "commit")]
    [InlineData("Postgres", "begin")]
    [InlineData("Postgres", "commit")]
    public async Task Whatever_fails_the_next_writer_gets_through(string provider, string step)
    {
        var failing = new FailingTransactions();
        await using var database = await TestDatabase.CreateAsync(provider, postgres, failing.Add);
        failing.FailNext(step);
        await FailsAsync(() => SaveAsync(database, Some.File()));

        var twice = Some.File();
        await SaveAsync(database, twice);
        await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(database, Copy(twice)));
        await database.InScopeAsync(services => services.GetRequiredService<UnitOfWork>().BeginHostedAsync(Some.Ct));

        await SaveAsync(database, Some.File()).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        Assert.Equal((2, 2), (await database.CountAsync("files"), await database.CountAsync("outbox")));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5, 26)]
    public async Task When_the_outbox_refuses_an_event_nothing_is_saved_and_the_caller_is_told(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.InScopeAsync(services => services.GetRequiredService<AppDbContext>().Database.ExecuteSqlRawAsync(
            provider == "Sqlite"
                ? "create trigger refuse before insert on outbox begin select raise(abort, 'refused'); end"
                : "alter table outbox add constraint refuse check (version > 1000) not valid",
            Some.Ct));

        foreach (FileAggregate[] files in new FileAggregate[][] { [Some.File()], [Some.File(), Some.File()] })
        {
            await database.InScopeAsync(async services =>
            {
                var unitOfWork = services.GetRequiredService<IUnitOfWork>();
                foreach (var file in files) services.GetRequiredService<IFiles>().Add(file);
                await Assert.ThrowsAnyAsync<Exception>(() => unitOfWork.CommitAsync(Some.Ct));
                Assert.False(unitOfWork.MayHaveCommitted);
            });
            Assert.All(files, file => Assert.Single(file.Raised));
            Assert.False(database.Services.GetRequiredService<OutboxSignal>().Raised.IsCompleted);
        }

        Assert.Equal((0, 0), (await database.CountAsync("files"), await database.CountAsync("outbox")));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5, 26)]
    public async Task It_does_not_commit_within_a_transaction_of_somebody_else(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var file = Some.File();
        await database.InScopeAsync(async services =>
        {
            await using var others = await services.GetRequiredService<AppDbContext>().Database.BeginTransactionAsync(Some.Ct);
            services.GetRequiredService<IFiles>().Add(file);
            await Assert.ThrowsAsync<InvalidOperationException>(() => services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct));
        });
        Assert.Single(file.Raised);
        Assert.Equal((0, 0), (await database.CountAsync("files"), await database.CountAsync("outbox")));
    }

    /// <summary>Whoever wrote something outside for the unit of work takes it back, unless the row that tells of it may be there.</summary>
    [Theory]
    [InlineData("Sqlite", "open", false)]
    [InlineData("Sqlite", "begin", false)]
    [InlineData("Sqlite", "commit", true)]
    [InlineData("Postgres", "open", false)]
    [InlineData("Postgres", "commit", true)]
    [Enforces(26)]
    public async Task It_may_have_committed_when_the_answer_is_missing_and_not_when_nothing_was_sent(string provider, string step, bool mayHave)
    {
        var failing = new FailingTransactions();
        await using var database = await TestDatabase.CreateAsync(provider, postgres, failing.Add);
        await database.InScopeAsync(async services =>
        {
            var unitOfWork = services.GetRequiredService<IUnitOfWork>();
            services.GetRequiredService<IFiles>().Add(Some.File());
            failing.FailNext(step);
            await FailsAsync(() => unitOfWork.CommitAsync(Some.Ct));
            Assert.Equal(mayHave, unitOfWork.MayHaveCommitted);
        });
    }

    /// <summary>A server that panics for want of room may have written the commit before: it recovers it.</summary>
    [Theory]
    [InlineData("ERROR", false)]
    [InlineData("PANIC", true)]
    [InlineData("FATAL", true)]
    [Enforces(26)]
    public async Task A_full_disk_undoes_the_commit_unless_the_session_ended_with_it(string severity, bool mayHave)
    {
        var failing = new FailingTransactions();
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, failing.Add);
        await database.InScopeAsync(async services =>
        {
            var unitOfWork = services.GetRequiredService<IUnitOfWork>();
            foreach (var file in new[] { Some.File(), Some.File() }) services.GetRequiredService<IFiles>().Add(file);
            failing.FailNext("commit", new PostgresException("could not write", severity, severity, PostgresErrorCodes.DiskFull));
            await Assert.ThrowsAnyAsync<Exception>(() => unitOfWork.CommitAsync(Some.Ct));
            Assert.Equal(mayHave, unitOfWork.MayHaveCommitted);
        });
    }

    /// <summary>Contexts and sessions are pooled, so whoever comes next must find nothing of whoever was there before.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(5, 26)]
    public async Task What_was_left_unsaved_is_not_saved_by_whoever_gets_the_context_next(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.InScopeAsync(services =>
        {
            services.GetRequiredService<IFiles>().Add(Some.File());
            return Task.CompletedTask;
        });
        await database.InScopeAsync(async services =>
        {
            await services.GetRequiredService<UnitOfWork>().BeginHostedAsync(Some.Ct);
            services.GetRequiredService<IFiles>().Add(Some.File());
        });
        var kept = Some.File();
        await SaveAsync(database, kept);
        Assert.Equal([$"file.uploaded {kept.Stream} 1"], await database.ListAsync<string>(Outbox));
        Assert.Equal(1, await database.CountAsync("files"));
        await database.InScopeAsync(async services =>
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
            {
                services.GetRequiredService<IFiles>().Add(Some.File());
                return services.GetRequiredService<AppDbContext>().SaveChangesAsync(Some.Ct);
            }));
    }

    [Fact]
    [Enforces(11)]
    public async Task On_SQLite_one_writer_passes_at_a_time_and_who_gives_up_waiting_holds_up_nobody()
    {
        await using var database = await TestDatabase.CreateAsync("Sqlite", postgres);
        using var impatient = new CancellationTokenSource();
        await database.InScopeAsync(async services =>
        {
            await services.GetRequiredService<UnitOfWork>().BeginHostedAsync(Some.Ct);
            var gaveUp = database.InScopeAsync(other => other.GetRequiredService<UnitOfWork>().BeginHostedAsync(impatient.Token));
            var waits = SaveAsync(database, Some.File());
            Assert.False(gaveUp.IsCompleted || waits.IsCompleted);
            Assert.Equal(0, await database.CountAsync("files"));
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
            await services.GetRequiredService<UnitOfWork>().CommitHostedAsync(Some.Ct);
            await waits.WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        });
        Assert.Equal(1, await database.CountAsync("files"));
    }

    /// <summary>EF Core wraps what a command throws, and not what a transaction does.</summary>
    private static async Task FailsAsync(Func<Task> save) =>
        Assert.IsType<IOException>((await Assert.ThrowsAnyAsync<Exception>(save)).GetBaseException());

    private static FileAggregate Copy(FileAggregate file) => FileAggregate.Upload(
        file.Id, file.Owner, file.Name, file.Size, file.ContentType, file.Sha256, file.UploadedAt);

    private static Task SaveAsync(TestDatabase database, params FileAggregate[] files) => database.InScopeAsync(async services =>
    {
        foreach (var file in files) services.GetRequiredService<IFiles>().Add(file);
        await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
    });

    private static Task RenameAsync(TestDatabase database, FileId id, string name) => database.InScopeAsync(async services =>
    {
        (await services.GetRequiredService<IFiles>().FindAsync(id, Some.Ct))!.Rename(new FileName(name), Some.Noon);
        await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
    });
}
