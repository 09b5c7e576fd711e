using System.Text.Json;
using Dapper;
using MediaNode.Formats.Limits;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>A message as a phone has it.</summary>
internal sealed record Message
{
    private const string Columns =
        """
        seq AS Seq, number AS Number, wa_id AS WaId, id AS Id, incoming AS Incoming, type AS Type, at AS At, status AS Status, content AS Content,
        preview_url AS PreviewUrl, media AS Media, kind AS KindName, url AS Url, direct_path AS DirectPath, state AS State, problem AS Problem, digest AS Digest, due AS Due,
        attempts AS Attempts, asked_at AS AskedAt, redelivered AS Redelivered
        """;

    /// <summary>Its place in the order of all messages.</summary>
    public long Seq { get; init; }

    /// <summary>The business it comes from or goes to.</summary>
    public string Number { get; init; } = "";

    public string WaId { get; init; } = "";

    public string Id { get; init; } = "";

    /// <summary>Whether it came to the phone.</summary>
    public bool Incoming { get; init; }

    public string Type { get; init; } = "";

    public long At { get; init; }

    public string Status { get; init; } = "";

    /// <summary>JSON.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>Whether a text is to show a preview of the address in it; null when the business did not say.</summary>
    public bool? PreviewUrl { get; init; }

    /// <summary>JSON; null for a message without a media.</summary>
    public byte[]? Media { get; init; }

    public string? KindName { get; init; }

    public Kind? Kind => Kinds.Find(KindName);

    /// <summary>Where the sealed bytes are now.</summary>
    public string? Url { get; init; }

    public string? DirectPath { get; init; }

    /// <summary><c>waiting</c>, <c>downloaded</c>, <c>requested</c> or <c>unavailable</c>.</summary>
    public string? State { get; init; }

    /// <summary>What keeps the media from being there.</summary>
    public string? Problem { get; init; }

    /// <summary>Of the bytes that the phone has, in hex.</summary>
    public string? Digest { get; init; }

    /// <summary>When the download is to be tried.</summary>
    public long? Due { get; init; }

    /// <summary>Tries of the present download that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When the node was last asked for the media again.</summary>
    public long? AskedAt { get; init; }

    /// <summary>How many paths in a row came as answers to such requests and have not led to the media; the present one is the last of them.</summary>
    public int Redelivered { get; init; }

    public static Message? Find(SqliteConnection connection, string waId, string id) => connection.QueryFirstOrDefault<Message>(
        $"SELECT {Columns} FROM message WHERE wa_id = @waId AND id = @id AND status <> 'held' ORDER BY seq LIMIT 1", new { waId, id });

    public static Message? FindOf(SqliteConnection connection, string number, string id) => connection.QueryFirstOrDefault<Message>(
        $"SELECT {Columns} FROM message WHERE number = @number AND id = @id AND status <> 'rejected'", new { number, id });

    public static Message? FindAt(SqliteConnection connection, long seq) =>
        connection.QueryFirstOrDefault<Message>($"SELECT {Columns} FROM message WHERE seq = @seq", new { seq });

    /// <returns>What a phone has received and sent, from behind a place.</returns>
    public static IReadOnlyList<Message> Page(SqliteConnection connection, string waId, long after, long limit) =>
    [
        .. connection.Query<Message>(
            $"SELECT {Columns} FROM message WHERE wa_id = @waId AND seq > @after AND status <> 'held' ORDER BY seq LIMIT @limit", new { waId, after, limit }),
    ];

    /// <returns>The last messages of a chat before a place, the newest first.</returns>
    public static IReadOnlyList<Message> Last(SqliteConnection connection, string waId, string number, long before, long limit) =>
    [
        .. connection.Query<Message>(
            $"""
            SELECT {Columns} FROM message WHERE wa_id = @waId AND number = @number AND seq < @before AND status <> 'held'
            ORDER BY seq DESC LIMIT @limit
            """,
            new { waId, number, before, limit }),
    ];

    /// <returns>Downloads that are due, the most pressing first.</returns>
    public static IReadOnlyList<Message> ToDownload(SqliteConnection connection, long now, int limit) =>
    [
        .. connection.Query<Message>($"SELECT {Columns} FROM message WHERE due <= @now ORDER BY due, seq LIMIT @limit", new { now, limit }),
    ];

    /// <returns>What the business wrote, to be disposed of.</returns>
    public JsonDocument ReadContent() => JsonDocument.Parse(Content);
}
