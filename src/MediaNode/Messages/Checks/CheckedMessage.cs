using MediaNode.Formats.Chats;
using MediaNode.Formats.Limits;

namespace MediaNode.Messages.Checks;

/// <summary>One message of a check.</summary>
internal sealed record CheckedMessage
{
    public required Findings Findings { get; init; }

    public required Draft Draft { get; init; }

    /// <summary>As which it would go; null for a message without a media, and for one that would not go.</summary>
    public Kind? Kind { get; init; }

    /// <summary>As which a phone would show it; null where there is no caption or file name to show.</summary>
    public Kind? ShownAs { get; init; }

    public string? Caption { get; init; }

    public string? FileName { get; init; }

    public required ChatItem Item { get; init; }

    public IReadOnlyList<Warning> Warnings { get; init; } = [];
}

/// <summary>Something that is taken, and may surprise whoever sends it.</summary>
/// <param name="Name">Stable: <c>caption_hides_filename</c>.</param>
/// <param name="Details">What happens.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record Warning(string Name, string Details, string Advice);
