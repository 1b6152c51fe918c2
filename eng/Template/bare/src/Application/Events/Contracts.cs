using System.ComponentModel;

namespace CleanFiles.Application.Events;

[Description("It was created.")]
public sealed record SprocketCreatedV1(
    Guid Id,
    [Description("Whose it is, by the name that the identity provider gives.")] string OwnerId,
    string Title,
    DateTimeOffset CreatedAt) : IIntegrationEvent;
