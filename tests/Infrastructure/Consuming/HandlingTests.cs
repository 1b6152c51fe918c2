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
