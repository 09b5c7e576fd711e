using System.Diagnostics.CodeAnalysis;

namespace MediaNode.Catalog;

/// <summary>A media id: a UUID, written in lower case. New ones are ordered by time (RFC 9562, version 7), so that rows are appended.</summary>
internal readonly record struct MediaId(Guid Value)
{
    public static MediaId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>Takes the hyphenated form only, in either case: nothing else was ever given out.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MediaId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        id = new MediaId(value);
        return ok;
    }

    public override string ToString() => Value.ToString("D");
}
