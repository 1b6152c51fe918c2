using System.ComponentModel;

namespace CleanFiles.Application.Events;

[Description("A file was stored.")]
public sealed record FileUploadedV1(
    Guid FileId,
    [Description("Who owns the file, by the name that the identity provider gives.")] string OwnerId,
    string Name,
    [Description("In bytes.")] long Size,
    [Description("A media type with its parameters, as the client sent it (RFC 9110, section 8.3.1).")] string ContentType,
    [Description("Of the content, as 64 lower-case hexadecimal digits (FIPS 180-4).")] string Sha256,
    DateTimeOffset UploadedAt) : IIntegrationEvent;

[Description("A file was stored.")]
public sealed record FileUploadedV2(
    Guid FileId,
    [Description("Who owns the file, by the name that the identity provider gives.")] string OwnerId,
    string Name,
    [Description("In bytes.")] long Size,
    [Description("A media type with its parameters, as the client sent it (RFC 9110, section 8.3.1). Kept for readers of version 1.")]
    string ContentType,
    [Description("The content type in its parts.")] MediaType MediaType,
    [Description("Of the content, as 64 lower-case hexadecimal digits (FIPS 180-4).")] string Sha256,
    DateTimeOffset UploadedAt) : IIntegrationEvent;

[Description("A file was given another name.")]
public sealed record FileRenamedV1(
    Guid FileId,
    [Description("Who owns the file, by the name that the identity provider gives.")] string OwnerId,
    string OldName,
    string NewName,
    DateTimeOffset RenamedAt) : IIntegrationEvent;

[Description("A file was deleted; its content is about to go.")]
public sealed record FileDeletedV1(
    Guid FileId,
    [Description("Who owns the file, by the name that the identity provider gives.")] string OwnerId,
    [Description("The last one it had.")] string Name,
    DateTimeOffset DeletedAt) : IIntegrationEvent;
