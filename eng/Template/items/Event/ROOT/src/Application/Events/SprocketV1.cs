using System.ComponentModel;

namespace CleanFiles.Application.Events;

[Description("Say what happened.")]
public sealed record SprocketV1(Guid Id, DateTimeOffset At) : IIntegrationEvent;
