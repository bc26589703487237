using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>Positional parameters, typed statically, so that null and an empty array have a type and no value is boxed.</summary>
internal static class SqlParameters
{
    public static NpgsqlCommand With(this NpgsqlCommand command, Guid value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, Guid? value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, string? value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, byte[]? value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, bool value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, int value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, long value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, TimeSpan value) => command.Add(value);

    public static NpgsqlCommand With(this NpgsqlCommand command, double? value) => command.Add(value);

    // Postgres keeps the instant, not the offset, and Npgsql takes only UTC.
    public static NpgsqlCommand With(this NpgsqlCommand command, DateTimeOffset value) => command.Add(value.ToUniversalTime());

    public static NpgsqlCommand With(this NpgsqlCommand command, DateTimeOffset? value) => command.Add(value?.ToUniversalTime());

    public static NpgsqlCommand With(this NpgsqlCommand command, IEnumerable<string>? values) => command.Add(values?.ToArray());

    public static NpgsqlCommand With(this NpgsqlCommand command, IEnumerable<Guid> values) => command.Add(values.ToArray());

    public static NpgsqlCommand With(this NpgsqlCommand command, IEnumerable<long> values) => command.Add(values.ToArray());

    public static DateTimeOffset GetTime(this NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<DateTimeOffset>(ordinal);

    public static DateTimeOffset? GetTimeOrNull(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetTime(ordinal);

    public static string? GetStringOrNull(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private static NpgsqlCommand Add<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }
}
