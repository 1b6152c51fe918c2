using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using FluentValidation;
using MediatR;

namespace CleanFiles.Application.Files;

public sealed record ListNotifications(OwnerId Owner, int Limit, string? Cursor) : IRequest<Page<Notification>>;

internal sealed class ListNotificationsValidator : AbstractValidator<ListNotifications>
{
    public ListNotificationsValidator()
    {
        RuleFor(list => list.Limit).PageLimit();
        RuleFor(list => list.Cursor).Cursor();
    }
}

internal sealed class ListNotificationsHandler(INotificationLog log) : IRequestHandler<ListNotifications, Page<Notification>>
{
    public async Task<Page<Notification>> Handle(ListNotifications request, CancellationToken cancellationToken)
    {
        var oneMore = await log.ListAsync(request.Owner, request.Limit + 1, request.Cursor.ToCursor(), cancellationToken);
        return Page<Notification>.Of(oneMore, request.Limit, sent => new Cursor(sent.SentAt, sent.EventId).ToString(), sent => sent);
    }
}
