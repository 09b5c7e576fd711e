using MediaNode.Catalog;
using MediaNode.Formats.Sealing;

namespace MediaNode.Upstreams;

/// <summary>A message as the upstream takes it.</summary>
/// <param name="Message">The row.</param>
/// <param name="Media">The media that it brings, lodged; null for a message without.</param>
internal sealed record OutgoingMessage(Message Message, SentMedia? Media);

/// <summary>A lodged media with all that a message tells of it. One instance serves however many recipients.</summary>
internal sealed class SentMedia
{
    /// <summary>Lodged.</summary>
    public required Deposit Deposit { get; init; }

    public required MediaKey Key { get; init; }

    /// <summary>Pixels; null for what has none.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>Seconds of playing.</summary>
    public double? Duration { get; init; }

    /// <summary>64 values from 0 to 100; null for what is no sound.</summary>
    public byte[]? Waveform { get; init; }

    /// <summary>A small JPEG; null for none.</summary>
    public byte[]? Thumbnail { get; init; }
}

/// <summary>What came of handing messages over.</summary>
internal abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <param name="Answers">One for each message, in their order.</param>
    public sealed record Answered(IReadOnlyList<SendAnswer> Answers) : SendOutcome;

    /// <summary>Nothing is known to have been taken. Sending all of it again is harmless.</summary>
    /// <param name="Reason">What the upstream said, or what happened to the connection.</param>
    /// <param name="RetryAfter">How long it wants to be left alone; null when it did not say.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter) : SendOutcome;
}

/// <param name="At">When the upstream took it.</param>
/// <param name="Error">Why it did not, for good; null when it did.</param>
internal sealed record SendAnswer(DateTimeOffset At, MessageError? Error);
