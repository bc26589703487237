using Npgsql;
using NpgsqlTypes;

namespace TokenAspire.Issuer.Store;

/// <summary>Positional parameters, typed so that null and an empty array keep their type.</summary>
internal static class SqlParameters
{
    public static NpgsqlCommand With(this NpgsqlCommand command, Guid value) => command.Add(NpgsqlDbType.Uuid, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, Guid? value) => command.Add(NpgsqlDbType.Uuid, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, string? value) => command.Add(NpgsqlDbType.Text, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, byte[]? value) => command.Add(NpgsqlDbType.Bytea, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, bool value) => command.Add(NpgsqlDbType.Boolean, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, int value) => command.Add(NpgsqlDbType.Integer, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, long value) => command.Add(NpgsqlDbType.Bigint, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, TimeSpan value) => command.Add(NpgsqlDbType.Interval, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, double? value) => command.Add(NpgsqlDbType.Double, value);

    // Postgres keeps the instant, not the offset, and Npgsql takes only UTC.
    public static NpgsqlCommand With(this NpgsqlCommand command, DateTimeOffset value) =>
        command.Add(NpgsqlDbType.TimestampTz, value.ToUniversalTime());

    public static NpgsqlCommand With(this NpgsqlCommand command, DateTimeOffset? value) =>
        command.Add(NpgsqlDbType.TimestampTz, value?.ToUniversalTime());

    public static NpgsqlCommand With(this NpgsqlCommand command, IEnumerable<string>? values) =>
        command.Add(NpgsqlDbType.Array | NpgsqlDbType.Text, values?.ToArray());

    public static NpgsqlCommand With(this NpgsqlCommand command, IEnumerable<Guid> values) =>
        command.Add(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

    public static NpgsqlCommand With(this NpgsqlCommand command, IEnumerable<long> values) =>
        command.Add(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values.ToArray());

    public static DateTimeOffset GetTime(this NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<DateTimeOffset>(ordinal);

    public static DateTimeOffset? GetTimeOrNull(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetTime(ordinal);

    public static string? GetStringOrNull(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private static NpgsqlCommand Add(this NpgsqlCommand command, NpgsqlDbType type, object? value)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return command;
    }
}
