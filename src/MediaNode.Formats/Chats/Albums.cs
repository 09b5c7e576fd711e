using MediaNode.Formats.Limits;

namespace MediaNode.Formats.Chats;

/// <summary>One message of a chat, as far as albums go.</summary>
/// <param name="Kind">Of its media; null for a message without.</param>
/// <param name="HasCaption">Whether a caption stands below it.</param>
/// <param name="Day">The day on which it shows, by the phone's calendar.</param>
/// <param name="Incoming">Whether it came from the other side, as seen from the phone.</param>
/// <param name="UnreadDividerBefore">Whether "unread messages" is drawn above it.</param>
public sealed record ChatItem(Kind? Kind, bool HasCaption, DateOnly Day, bool Incoming = true, bool UnreadDividerBefore = false);

/// <summary>A run of messages of a chat that show as one album.</summary>
/// <param name="First">The index of the first.</param>
/// <param name="Count">How many.</param>
public sealed record Album(int First, int Count);

/// <summary>Why images that follow each other do not all stand in one album.</summary>
public enum AlbumBreak
{
    /// <summary>Something that is no image lies between.</summary>
    NotAnImage,

    /// <summary>The image has a caption.</summary>
    Caption,

    /// <summary>The divider of unread messages lies between.</summary>
    UnreadDivider,

    /// <summary>The header of a new day lies between.</summary>
    NewDay,

    /// <summary>The image is from the other side.</summary>
    OtherSide,
}

/// <summary>When images show as an album (the page on media of the On-Premises API).</summary>
/// <remarks>
/// At least four in succession, none with a caption, with neither the divider of unread messages nor the header of a new day between them.
/// While the chat is open as they arrive they show one by one; the album is there at the next visit.
/// </remarks>
public static class Albums
{
    /// <summary>Images.</summary>
    public const int Fewest = 4;

    /// <summary>The albums of a chat, in its order.</summary>
    public static IReadOnlyList<Album> Of(IReadOnlyList<ChatItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var albums = new List<Album>();
        for (var first = 0; first < items.Count;)
        {
            var next = first + 1;
            if (WhyAlone(items[first]) is null)
            {
                while (next < items.Count && WhyNot(items[next - 1], items[next]) is null)
                {
                    next++;
                }

                if (next - first >= Fewest)
                {
                    albums.Add(new Album(first, next - first));
                }
            }

            first = next;
        }

        return albums;
    }

    /// <returns>Why a message stands in no album whatever lies around it; null when it may.</returns>
    public static AlbumBreak? WhyAlone(ChatItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Kind != Kind.Image ? AlbumBreak.NotAnImage : item.HasCaption ? AlbumBreak.Caption : null;
    }

    /// <returns>Why a message does not stand in the album of the one before it; null when it does.</returns>
    public static AlbumBreak? WhyNot(ChatItem before, ChatItem item)
    {
        ArgumentNullException.ThrowIfNull(before);
        return WhyAlone(item)
            ?? (item.Incoming != before.Incoming ? AlbumBreak.OtherSide
            : item.UnreadDividerBefore ? AlbumBreak.UnreadDivider
            : item.Day != before.Day ? AlbumBreak.NewDay
            : null);
    }
}
