// In each folder one type that mentions what its folder must not see.
namespace CleanFiles.Infrastructure.Audit { internal sealed class Trespasser { public static Type Sees => typeof(MediatR.IMediator); } }
namespace CleanFiles.Infrastructure.Configuration { internal sealed class Trespasser { public static Type Sees => typeof(Microsoft.EntityFrameworkCore.DbContext); } }
namespace CleanFiles.Infrastructure.Consuming { internal sealed class Trespasser { public static Type Sees => typeof(Microsoft.EntityFrameworkCore.DbContext); } }
namespace CleanFiles.Infrastructure.Content { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Persistence.AppDbContext); } }
namespace CleanFiles.Infrastructure.Contracts { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Persistence.AppDbContext); } }
namespace CleanFiles.Infrastructure.DeadLetters { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Relay.OutboxRelay); } }
namespace CleanFiles.Infrastructure.Inbox { internal sealed class Trespasser { public static Type Sees => typeof(MediatR.IMediator); } }
namespace CleanFiles.Infrastructure.Mail { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Content.ContentOptions); } }
namespace CleanFiles.Infrastructure.Messaging { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Relay.OutboxRelay); } }
namespace CleanFiles.Infrastructure.Messaging.CloudEvents { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Consuming.ConsumerHost); } }
namespace CleanFiles.Infrastructure.Messaging.InMemory { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Persistence.AppDbContext); } }
namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Waiting.Backoff); } }
namespace CleanFiles.Infrastructure.Notifications { internal sealed class Trespasser { public static Type Sees => typeof(MediatR.IMediator); } }
namespace CleanFiles.Infrastructure.Outbox { internal sealed class Trespasser { public static Type Sees => typeof(MediatR.IMediator); } }
namespace CleanFiles.Infrastructure.Outbox.Postgres { internal sealed class Trespasser { public static Type Sees => typeof(Microsoft.Data.Sqlite.SqliteConnection); } }
namespace CleanFiles.Infrastructure.Outbox.Sqlite { internal sealed class Trespasser { public static Type Sees => typeof(Npgsql.NpgsqlConnection); } }
namespace CleanFiles.Infrastructure.Persistence { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Outbox.IOutboxWriter); } }
namespace CleanFiles.Infrastructure.Persistence.Postgres { internal sealed class Trespasser { public static Type Sees => typeof(Microsoft.Data.Sqlite.SqliteConnection); } }
namespace CleanFiles.Infrastructure.Persistence.Sqlite { internal sealed class Trespasser { public static Type Sees => typeof(Npgsql.NpgsqlConnection); } }
namespace CleanFiles.Infrastructure.Persistence.Postgres.Migrations { internal sealed class Trespasser { public static Type Sees => typeof(Microsoft.Data.Sqlite.SqliteConnection); } }
namespace CleanFiles.Infrastructure.Persistence.Sqlite.Migrations { internal sealed class Trespasser { public static Type Sees => typeof(Npgsql.NpgsqlConnection); } }
namespace CleanFiles.Infrastructure.Relay { internal sealed class Trespasser { public static Type Sees => typeof(System.Data.Common.DbConnection); } }
namespace CleanFiles.Infrastructure.Retention { internal sealed class Trespasser { public static Type Sees => typeof(System.Data.Common.DbConnection); } }
namespace CleanFiles.Infrastructure.Search { internal sealed class Trespasser { public static Type Sees => typeof(MediatR.IMediator); } }
namespace CleanFiles.Infrastructure.Telemetry { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Relay.OutboxRelay); } }
namespace CleanFiles.Infrastructure.Waiting { internal sealed class Trespasser { public static Type Sees => typeof(CleanFiles.Infrastructure.Relay.OutboxRelay); } }
namespace CleanFiles.Infrastructure.Unlisted { internal sealed class Newcomer; }
