using System.Diagnostics.CodeAnalysis;

namespace MediaNode.Formats.Sealing;

/// <summary>Somebody misses the media of a message: <c>ServerErrorReceipt</c>.</summary>
public sealed record RedeliveryRequest(string MessageId)
{
    private const int MessageIdField = 1;

    public byte[] ToBytes() => new ProtobufWriter().Add(MessageIdField, MessageId).ToBytes();

    public RedeliveryNote Seal(MediaKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RedeliveryNote.Seal(ToBytes(), key, MessageId);
    }

    /// <param name="note">What came.</param>
    /// <param name="key">The key of the media that the message brought.</param>
    /// <param name="messageId">The id that stands outside the note.</param>
    public static NoteResult<RedeliveryRequest> Open(RedeliveryNote note, MediaKey key, string messageId)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(key);
        if (note.Open(key, messageId) is not { } bytes)
        {
            return new NoteResult<RedeliveryRequest>.Refused(NoteFlaw.Sealing);
        }

        if (!TryRead(bytes, out var request))
        {
            return new NoteResult<RedeliveryRequest>.Refused(NoteFlaw.Content);
        }

        return request.MessageId == messageId
            ? new NoteResult<RedeliveryRequest>.Opened(request)
            : new NoteResult<RedeliveryRequest>.Refused(NoteFlaw.MessageId);
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RedeliveryRequest? request)
    {
        string? messageId = null;
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            if (reader is { Field: MessageIdField, Wire: ProtobufWire.Bytes } && !reader.TryText(out messageId))
            {
                request = null;
                return false;
            }
        }

        request = reader.IsBroken || messageId is null ? null : new RedeliveryRequest(messageId);
        return request is not null;
    }
}
