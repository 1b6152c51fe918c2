using CleanFiles.Application.Behaviors;
using FluentValidation;
using MediatR;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Behaviors;

public class ValidationBehaviorTests
{
    private bool _handled;

    [Fact]
    public async Task A_request_without_validators_reaches_its_handler() => Assert.Equal("pong", await HandleAsync());

    [Fact]
    public async Task A_valid_request_reaches_its_handler() => Assert.Equal("pong", await HandleAsync(new Requires("ping")));

    [Fact]
    public async Task An_invalid_request_never_reaches_its_handler()
    {
        await Assert.ThrowsAsync<ValidationException>(() => HandleAsync(new Requires("other")));

        Assert.False(_handled);
    }

    [Fact]
    public async Task The_failures_of_all_validators_are_reported_together()
    {
        var refused = await Assert.ThrowsAsync<ValidationException>(() => HandleAsync(new Requires("a"), new Requires("b")));

        Assert.Equal(["must be a", "must be b"], refused.Errors.Select(error => error.ErrorMessage));
    }

    private Task<string> HandleAsync(params IValidator<Ping>[] validators) =>
        new ValidationBehavior<Ping, string>(validators).Handle(new Ping("ping"), Ct, () =>
        {
            _handled = true;
            return Task.FromResult("pong");
        });

    private sealed record Ping(string Text) : IRequest<string>;

    private sealed class Requires : AbstractValidator<Ping>
    {
        public Requires(string text) => RuleFor(ping => ping.Text).Equal(text).WithMessage($"must be {text}");
    }
}
