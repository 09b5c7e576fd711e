namespace MediaNode.Formats.Sealing;

/// <summary>Everything that can come of a <see cref="RedeliveryNote"/>.</summary>
/// <typeparam name="T">What the note says.</typeparam>
public abstract record NoteResult<T>
{
    private NoteResult()
    {
    }

    public sealed record Opened(T Content) : NoteResult<T>;

    public sealed record Refused(NoteFlaw Flaw) : NoteResult<T>;
}

/// <summary>What is wrong with a note, in the order of the checks.</summary>
public enum NoteFlaw
{
    /// <summary>It was not written under this key about this message, or was changed.</summary>
    Sealing,

    /// <summary>What was written is no such note.</summary>
    Content,

    /// <summary>It speaks of another message.</summary>
    MessageId,

    /// <summary>It says that the media is there again and does not say where.</summary>
    DirectPath,
}
