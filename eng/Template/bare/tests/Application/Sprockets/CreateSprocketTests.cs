using CleanFiles.Application.Ports;
using CleanFiles.Application.Sprockets;
using CleanFiles.Domain;
using CleanFiles.Domain.Sprockets;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace CleanFiles.Application.Tests.Sprockets;

/// <summary>The use case with every port substituted: no host, no database, no consumer.</summary>
public class CreateSprocketTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ISprockets _store = Substitute.For<ISprockets>();
    private readonly IUnitOfWork _unitOfWork = Substitute.For<IUnitOfWork>();

    [Fact]
    public async Task It_is_added_and_then_committed_once()
    {
        var view = await HandleAsync();

        Assert.Equal(new SprocketView(view.Id, "The first one", Noon, Version: 1), view);
        Received.InOrder(() =>
        {
            _store.Add(Arg.Any<Sprocket>());
            _unitOfWork.CommitAsync(TestContext.Current.CancellationToken);
        });
    }

    [Fact]
    public void A_bad_title_is_refused_in_the_words_of_the_domain()
    {
        var refused = new CreateSprocketValidator().Validate(new CreateSprocket(new OwnerId("alice"), ""));

        Assert.Equal("The title must not be empty.", Assert.Single(refused.Errors).ErrorMessage);
    }

    private Task<SprocketView> HandleAsync() => new CreateSprocketHandler(_store, _unitOfWork, new FakeTimeProvider(Noon))
        .Handle(new CreateSprocket(new OwnerId("alice"), "The first one"), TestContext.Current.CancellationToken);
}
