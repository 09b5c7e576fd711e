namespace MediaNode.Formats.Sealing;

/// <summary>Everything that can come of sealed bytes. A source that fails to read is thrown.</summary>
public abstract record OpenResult
{
    private OpenResult()
    {
    }

    /// <summary>Every check held.</summary>
    /// <param name="Media">The bytes, to be disposed of by whoever opened them.</param>
    public sealed record Opened(OpenedMedia Media) : OpenResult;

    /// <param name="Flaw">The first check that failed.</param>
    public sealed record Refused(SealFlaw Flaw) : OpenResult;
}

/// <summary>What is wrong with sealed bytes, in the order of the checks.</summary>
public enum SealFlaw
{
    /// <summary>So many bytes are no sealed media: cut, or something else.</summary>
    Length,

    /// <summary>They are not the bytes that the message tells of: spoilt on the way, or others.</summary>
    SealedDigest,

    /// <summary>They were not sealed under this key for this purpose.</summary>
    Mac,

    /// <summary>Whoever sealed them did it wrongly.</summary>
    Padding,

    /// <summary>What was sealed is not what the message tells of.</summary>
    PlainDigest,
}
