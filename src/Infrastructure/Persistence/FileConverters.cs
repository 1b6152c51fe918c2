using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class FileIdConverter() : ValueConverter<FileId, Guid>(id => id.Value, value => new FileId(value));

internal sealed class OwnerIdConverter() : ValueConverter<OwnerId, string>(owner => owner.Value, value => new OwnerId(value));

internal sealed class FileNameConverter() : ValueConverter<FileName, string>(name => name.Value, value => new FileName(value));

internal sealed class ContentTypeConverter() : ValueConverter<ContentType, string>(type => type.Value, value => new ContentType(value));

internal sealed class Sha256Converter() : ValueConverter<Sha256, string>(hash => hash.Value, value => new Sha256(value));
