using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Consuming;

/// <summary>Handling on real databases, under the consumer types of these tests.</summary>
public sealed class HandlingTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [InlineData("Sqlite", typeof(ExternalConsumer))]
    [InlineData("Sqlite", typeof(TransactionalConsumer))]
    [InlineData("Postgres", typeof(ExternalConsumer))]
    [Enforces(8)]
    public async Task No_transaction_is_open_while_a_handler_is_at_work(string provider, Type consumer)
    {
        var script = new Script();
        await using var database = await CreateAsync(provider, script);
        script.Handle = async (_, _) =>
        {
            await CommitAsync(database, Some.File()).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
            return null;
        };
        await HandleAsync(database, consumer, Happening());
        Assert.Equal((1, 1), (await database.CountAsync("files"), await database.CountAsync("inbox")));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(8)]
    public async Task However_often_an_event_comes_it_has_one_effect_which_raises_events_that_name_it_as_their_cause(string provider)
    {
        var script = new Script();
        await using var database = await CreateAsync(provider, script);
        var file = Some.File();
        await CommitAsync(database, file);
        IServiceProvider? scope = null;
        script.Handle = (envelope, _) => Task.FromResult<Effect?>(async ct =>
        {
            var found = (await scope!.GetRequiredService<IFiles>().FindAsync(file.Id, ct))!;
            found.Rename(new FileName($"{envelope.Stream}.txt"), Some.Noon);
        });
        var (first, second) = (Some.Envelope("x"), Some.Envelope("y"));
        for (var n = 0; n < 3; n++)
        {
            await database.InScopeAsync(async services =>
            {
                scope = services;
                var inbox = services.GetRequiredService<IInbox>();
                var unknown = await inbox.EnterAsync("renamer", [first.Id, second.Id], Some.Ct);
                foreach (var envelope in new[] { first, second }.Where(envelope => unknown.Contains(envelope.Id)))
                    await inbox.ApplyAsync(envelope, (await script.Handle(envelope, Some.Ct))!, Some.Ct);
                await inbox.CommitAsync(Some.Ct);
            });
        }

        var headers = await database.ListAsync<string>("select cast(headers as text) as \"Value\" from outbox order by position");
        Assert.Equal(3, headers.Count);
        Assert.Contains(first.Id.ToString(), headers[1], StringComparison.Ordinal);
        Assert.Contains(second.Id.ToString(), headers[2], StringComparison.Ordinal);
        Assert.All(headers.Skip(1), header => Assert.Contains("\"correlation\"", header, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Enforces(8)]
    public async Task A_consumer_that_commits_itself_is_stopped_before_anything_is_written(bool inEffect)
    {
        var script = new Script();
        await using var database = await CreateAsync("Sqlite", script, services => services.AddScoped<CommittingConsumer>());
        CommittingConsumer.InEffect = inEffect;
        await Assert.ThrowsAsync<InvalidOperationException>(() => HandleAsync(database, typeof(CommittingConsumer), Happening()));
        Assert.Equal((0, 0, 0), (await database.CountAsync("files"), await database.CountAsync("outbox"), await database.CountAsync("inbox")));
        await CommitAsync(database, Some.File()).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_effect_that_fails_takes_the_inbox_rows_back_with_it(string provider)
    {
        var script = new Script { Handle = (_, _) => Task.FromResult<Effect?>(_ => throw new InvalidDataException("odd")) };
        await using var database = await CreateAsync(provider, script);
        await Assert.ThrowsAsync<InvalidDataException>(() => HandleAsync(database, typeof(TransactionalConsumer), Happening(), Happening()));
        Assert.Equal(0, await database.CountAsync("inbox"));
        await CommitAsync(database, Some.File()).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(17)]
    public async Task A_failure_noted_for_what_was_handled_after_all_is_forgotten_when_it_comes_again(string provider)
    {
        var script = new Script();
        await using var database = await CreateAsync(provider, script);
        var envelope = Happening();
        await HandleAsync(database, typeof(ExternalConsumer), envelope);
        await database.Services.GetRequiredService<IFailedDeliveries>().NoteAsync("external", envelope, new IOException("no answer to the commit"), Some.Ct);
        await HandleAsync(database, typeof(ExternalConsumer), envelope);
        Assert.Equal((1, 1, 0), (script.Runs, await database.CountAsync("inbox"), await database.CountAsync("failed_deliveries")));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(17)]
    public async Task An_effect_sees_what_others_committed_after_its_handler_had_read(string provider)
    {
        await using var database = await CreateAsync(provider, new Script(), services => services.AddScoped<RenamingConsumer>());
        var file = Some.File("a.txt");
        await CommitAsync(database, file);
        RenamingConsumer.Between = () => database.InScopeAsync(async services =>
        {
            (await services.GetRequiredService<IFiles>().FindAsync(file.Id, Some.Ct))!.Rename(new FileName("b.txt"), Some.Noon);
            await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
        });
        await HandleAsync(database, typeof(RenamingConsumer), Some.Envelope(file.Stream, type: "happened"));
        Assert.Equal("b.txt, read as a.txt", await database.ScalarAsync<string>("select name as \"Value\" from files"));
    }

    [Fact]
    [Enforces(17)]
    public async Task A_handler_that_changes_something_before_its_transaction_is_told_so()
    {
        await using var database = await CreateAsync("Sqlite", new Script(), services => services.AddScoped<RenamingConsumer>());
        var file = Some.File();
        await CommitAsync(database, file);
        RenamingConsumer.Between = () => throw new InvalidDataException("not reached");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => HandleAsync(database, typeof(RenamingConsumer), Some.Envelope(file.Stream, type: "happened") with { Version = 9 }));
        Assert.Contains("only the effect that it returns may", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.CountAsync("inbox"));
    }

    private static Envelope Happening() => Some.Envelope(type: "happened");

    private async Task<TestDatabase> CreateAsync(string provider, Script script, Action<IServiceCollection>? more = null) =>
        await TestDatabase.CreateAsync(provider, postgres, services =>
        {
            services.AddSingleton(script).AddSingleton(ConsumingRig.Catalogue).AddScoped<TransactionalConsumer>().AddScoped<ExternalConsumer>();
            more?.Invoke(services);
        });

    private static Task HandleAsync(TestDatabase database, Type consumer, params Envelope[] envelopes) => database.Services.GetRequiredService<Handling>()
        .HandleAsync(ConsumerDescriptor.Of(consumer), [.. envelopes.Select(envelope => new Delivery(envelope, 1, CancellationToken.None))], Some.Ct);

    private static Task CommitAsync(TestDatabase database, FileAggregate file) => database.InScopeAsync(async services =>
    {
        services.GetRequiredService<IFiles>().Add(file);
        await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
    });

    /// <summary>Reads in its handler; event 9 makes it write there, too.</summary>
    [Consumer("renaming", ConsumerKind.External)]
    private sealed class RenamingConsumer(IFiles files) : IConsumer<Happened>
    {
        public static Func<Task> Between { get; set; } = () => Task.CompletedTask;

        public async Task<Effect?> HandleAsync(Happened @event, Envelope envelope, CancellationToken ct)
        {
            var id = new FileId(Guid.Parse(envelope.Stream));
            var before = (await files.FindAsync(id, ct))!;
            if (envelope.Version == 9) before.Rename(new FileName("too early.txt"), Some.Noon);
            else await Between();
            return async token =>
            {
                var now = (await files.FindAsync(id, token))!;
                now.Rename(new FileName($"{now.Name}, read as {before.Name}"), Some.Noon);
            };
        }
    }

    [Consumer("committing", ConsumerKind.Transactional)]
    private sealed class CommittingConsumer(IUnitOfWork unitOfWork, IFiles files) : IConsumer<Happened>
    {
        public static bool InEffect { get; set; }

        public async Task<Effect?> HandleAsync(Happened @event, Envelope envelope, CancellationToken ct)
        {
            files.Add(Some.File());
            if (InEffect) return unitOfWork.CommitAsync;
            await unitOfWork.CommitAsync(ct);
            return null;
        }
    }
}
