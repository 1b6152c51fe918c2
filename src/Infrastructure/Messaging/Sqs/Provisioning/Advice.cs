namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

internal static class Advice
{
    private const string LetTheService = "let the service do so with Messaging:Sqs:Provisioning=Create";

    public const string Create = $"create it, or {LetTheService}";

    public const string Subscribe = $"subscribe it, or {LetTheService}";
}
