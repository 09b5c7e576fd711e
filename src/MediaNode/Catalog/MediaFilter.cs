using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>Which media of the list are wanted; what is null is no condition.</summary>
internal sealed record MediaFilter
{
    public static readonly MediaFilter None = new();

    /// <summary>A media type without parameters (<c>image/jpeg</c>), or all of a kind (<c>image/</c>).</summary>
    public string? Type { get; init; }

    public MediaState? State { get; init; }

    public MediaOrigin? Origin { get; init; }

    /// <summary>Bytes.</summary>
    public long? MinLength { get; init; }

    /// <summary>Bytes.</summary>
    public long? MaxLength { get; init; }

    /// <summary>Uploaded then or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Uploaded before then.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Adds its conditions to a statement that has a WHERE already.</summary>
    public void AddTo(SqliteCommand command)
    {
        if (Type is not null)
        {
            // LIKE, as SQLite has it, looks past the case of ASCII letters, as media types want.
            var pattern = Type.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
                .Replace("_", "\\_", StringComparison.Ordinal);
            Add(command, Type.EndsWith('/') ? "type LIKE $type || '%' ESCAPE '\\'"
                : "(type LIKE $type ESCAPE '\\' OR type LIKE $type || ';%' ESCAPE '\\' OR type LIKE $type || ' %' ESCAPE '\\')", "$type", pattern);
        }

        if (State is { } state)
        {
            Add(command, "state = $state", "$state", (int)state);
        }

        if (Origin is { } origin)
        {
            Add(command, "origin = $origin", "$origin", (int)origin);
        }

        if (MinLength is { } least)
        {
            Add(command, "length >= $least", "$least", least);
        }

        if (MaxLength is { } most)
        {
            Add(command, "length <= $most", "$most", most);
        }

        if (CreatedAfter is { } from)
        {
            Add(command, "created_at >= $from", "$from", from.ToUnixTimeMilliseconds());
        }

        if (CreatedBefore is { } until)
        {
            Add(command, "created_at < $until", "$until", until.ToUnixTimeMilliseconds());
        }
    }

    private static void Add(SqliteCommand command, string condition, string name, object value)
    {
        command.CommandText += $" AND {condition}";
        command.Parameters.AddWithValue(name, value);
    }
}
