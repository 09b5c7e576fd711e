namespace MediaNode.Formats;

/// <summary>What a <c>Range</c> field asks of one body (RFC 9110 §14.2).</summary>
public abstract record RangeAnswer
{
    private RangeAnswer() { } // Closed: no case outside this file.

    /// <summary>Send everything, as if there were no <c>Range</c>: status 200.</summary>
    public sealed record Whole : RangeAnswer;

    /// <summary>Send these bytes: status 206, with <c>Content-Range: bytes first-last/length</c>.</summary>
    public sealed record Part(ByteRange Range) : RangeAnswer;

    /// <summary>None of the bytes asked for exists: status 416, with <c>Content-Range: bytes */length</c>.</summary>
    public sealed record Unsatisfiable : RangeAnswer;
}
