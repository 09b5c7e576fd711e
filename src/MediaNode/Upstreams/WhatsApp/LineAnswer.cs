using System.Globalization;
using System.Text.Json;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>What a server answered, or what happened to the connection. Nothing in it is believed before it is checked.</summary>
internal sealed class LineAnswer : IDisposable
{
    private PooledBytes? _bytes;
    private JsonDocument? _document;

    /// <summary>Zero when there was no answer, or none that could be taken.</summary>
    public int Status { get; private init; }

    /// <summary>Whether the server stood still.</summary>
    public bool TimedOut { get; private init; }

    /// <summary>In words: <c>503 server error</c>, <c>connection refused</c>.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>How long it wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>An object; null when the answer is none.</summary>
    public JsonElement? Json { get; private init; }

    public static LineAnswer Broken(string reason, bool timedOut = false) => new() { Reason = reason, TimedOut = timedOut };

    /// <param name="status">The status.</param>
    /// <param name="retryAfter">The header.</param>
    /// <param name="body">Is this answer's from now on.</param>
    public static LineAnswer Of(int status, TimeSpan? retryAfter, PooledBytes body)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(body.Written);
        }
        catch (JsonException)
        {
            // Then there is none, which whoever needs one says.
        }

        var json = document?.RootElement is { ValueKind: JsonValueKind.Object } root ? root : (JsonElement?)null;
        var words = json?.TextOf("error");
        return new LineAnswer
        {
            Status = status,
            RetryAfter = retryAfter,
            Json = json,
            Reason = string.Create(CultureInfo.InvariantCulture, $"{status} {MeaningOf(status)}") + (words is null ? "" : $": {words.ForReading()}"),
            _bytes = body,
            _document = document,
        };
    }

    public void Dispose()
    {
        _document?.Dispose();
        _bytes?.Dispose();
        _document = null;
        _bytes = null;
    }

    private static string MeaningOf(int status) => status switch
    {
        200 => "OK",
        400 => "the request is wrong",
        401 => "auth is stale",
        403 => "auth was never theirs",
        404 => "not known",
        411 => "length required",
        413 => "too large",
        415 => "the bytes do not have their digest",
        416 => "continued at the wrong place",
        429 or 507 => "throttled",
        >= 500 => "server error",
        _ => "not an answer that was expected",
    };
}
