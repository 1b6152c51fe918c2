using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Infrastructure.Persistence.Postgres;

/// <summary>Parameters for statements that insert many rows: one array for each column, which `unnest` makes rows of.</summary>
internal static class ColumnParameters
{
    public static void AddColumn<TRow, T>(this DbCommand command, NpgsqlDbType type, string name, IReadOnlyList<TRow> rows, Func<TRow, T> value) =>
        command.Parameters.Add(new NpgsqlParameter<T[]>(name, NpgsqlDbType.Array | type) { TypedValue = [.. rows.Select(value)] });
}
