using CleanFiles.Domain;
using CleanFiles.Domain.Files;

namespace CleanFiles.Domain.Files
{
    internal sealed class FileShared : IDomainEvent;

    internal abstract record FileMoved : IDomainEvent;

    internal sealed record FileTouched : IDomainEvent
    {
        public long Times { get; set; }
    }
}

namespace CleanFiles.Application.Events
{
    internal sealed record FileMovedV1 : IIntegrationEvent
    {
        public string Target { get; set; } = "";
    }

    internal sealed record FileSharedV1(OwnerId With) : IIntegrationEvent;

    internal sealed record FileStampedV1(Stamp Stamp) : IIntegrationEvent;

    internal sealed class Stamp
    {
        public string Text { get; set; } = "";
    }

    internal sealed class Eavesdropper
    {
        public static bool Heard(IDomainEvent what) => what is FileUploaded;
    }
}
