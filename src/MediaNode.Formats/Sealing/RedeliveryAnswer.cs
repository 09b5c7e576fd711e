using System.Diagnostics.CodeAnalysis;

namespace MediaNode.Formats.Sealing;

/// <summary>What became of a request to deliver a media again: <c>MediaRetryNotification</c>.</summary>
/// <param name="MessageId">The message that brought the media.</param>
/// <param name="Outcome">Whether it is there again.</param>
/// <param name="DirectPath">Where it is, when it is. The sealed bytes are the same, and so is all else that a receiver needs.</param>
public sealed record RedeliveryAnswer(string MessageId, RedeliveryOutcome Outcome, string? DirectPath)
{
    private const int MessageIdField = 1;
    private const int DirectPathField = 2;
    private const int OutcomeField = 3;

    // Written even when it is 0: a proto2 receiver tells "0" from "nothing".
    public byte[] ToBytes() => new ProtobufWriter()
        .Add(MessageIdField, MessageId).Add(DirectPathField, DirectPath).Add(OutcomeField, (uint)Outcome).ToBytes();

    public RedeliveryNote Seal(MediaKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RedeliveryNote.Seal(ToBytes(), key, MessageId);
    }

    /// <summary>What an answer without a note says: only a number.</summary>
    public static RedeliveryOutcome OutcomeOf(ulong code) => code switch
    {
        (ulong)RedeliveryOutcome.Success => RedeliveryOutcome.Success,
        (ulong)RedeliveryOutcome.NotFound => RedeliveryOutcome.NotFound,
        (ulong)RedeliveryOutcome.DecryptionError => RedeliveryOutcome.DecryptionError,
        _ => RedeliveryOutcome.GeneralError,
    };

    /// <param name="note">What came.</param>
    /// <param name="key">The key of the media that the message brought.</param>
    /// <param name="messageId">The id that stands outside the note.</param>
    public static NoteResult<RedeliveryAnswer> Open(RedeliveryNote note, MediaKey key, string messageId)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(key);
        if (note.Open(key, messageId) is not { } bytes)
        {
            return Refused(NoteFlaw.Sealing);
        }

        if (!TryRead(bytes, out var answer))
        {
            return Refused(NoteFlaw.Content);
        }

        if (answer.MessageId != messageId)
        {
            return Refused(NoteFlaw.MessageId);
        }

        return answer is { Outcome: RedeliveryOutcome.Success, DirectPath: null or "" }
            ? Refused(NoteFlaw.DirectPath)
            : new NoteResult<RedeliveryAnswer>.Opened(answer);
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RedeliveryAnswer? answer)
    {
        answer = null;
        string? messageId = null, directPath = null;
        var outcome = RedeliveryOutcome.GeneralError;
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (MessageIdField, ProtobufWire.Bytes) when !reader.TryText(out messageId):
                case (DirectPathField, ProtobufWire.Bytes) when !reader.TryText(out directPath):
                    return false;
                case (OutcomeField, ProtobufWire.Number):
                    outcome = OutcomeOf(reader.Number);
                    break;
            }
        }

        if (reader.IsBroken || messageId is null)
        {
            return false;
        }

        answer = new RedeliveryAnswer(messageId, outcome, directPath);
        return true;
    }

    private static NoteResult<RedeliveryAnswer>.Refused Refused(NoteFlaw flaw) => new(flaw);
}

/// <summary>The numbers are the protocol's.</summary>
public enum RedeliveryOutcome
{
    GeneralError = 0,

    /// <summary>It is there again.</summary>
    Success = 1,

    /// <summary>The sender has it no longer: it is gone for good.</summary>
    NotFound = 2,

    /// <summary>The sender could not open the request.</summary>
    DecryptionError = 3,
}
