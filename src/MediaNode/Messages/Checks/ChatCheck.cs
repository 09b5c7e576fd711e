using System.Globalization;
using MediaNode.Formats.Chats;
using MediaNode.Formats.Limits;

namespace MediaNode.Messages.Checks;

/// <summary>Which images of a chat form albums, and what keeps the others apart.</summary>
/// <param name="Albums">There are: the indices of the messages of each.</param>
/// <param name="Breaks">In their order; none where a chat has not two images to put together.</param>
internal sealed record ChatCheck(IReadOnlyList<IReadOnlyList<int>> Albums, IReadOnlyList<ChatBreak> Breaks)
{
    /// <summary>Each recipient's messages are a chat of their own, whatever goes to others in between.</summary>
    public static ChatCheck Of(IReadOnlyList<CheckedMessage> messages)
    {
        var albums = new List<IReadOnlyList<int>>();
        var breaks = new List<ChatBreak>();
        foreach (var chat in Enumerable.Range(0, messages.Count).GroupBy(at => messages[at].Draft.Recipient))
        {
            int[] places = [.. chat];
            ChatItem[] items = [.. places.Select(at => messages[at].Item)];
            int[] images = [.. Enumerable.Range(0, items.Length).Where(at => items[at].Kind == Kind.Image)];
            albums.AddRange(Formats.Chats.Albums.Of(items).Select(album => places[album.First..(album.First + album.Count)]));
            breaks.AddRange(images.Length < 2 ? [] : BreaksOf(items, images[0], images[^1]).Select(gap => gap with { Index = places[gap.Index] }));
        }

        return new ChatCheck([.. albums.OrderBy(album => album[0])], [.. breaks.OrderBy(gap => gap.Index)]);
    }

    private static IEnumerable<ChatBreak> BreaksOf(IReadOnlyList<ChatItem> items, int first, int last)
    {
        var run = 0; // Images so far that would stand in one album.
        for (var at = first; at <= last; at++)
        {
            var alone = Formats.Chats.Albums.WhyAlone(items[at]);
            var why = alone ?? (run > 0 ? Formats.Chats.Albums.WhyNot(items[at - 1], items[at]) : null);
            if (why is not null && run is > 0 and < Formats.Chats.Albums.Fewest)
            {
                yield return TooFew(at - run, run);
            }

            if (why is { } broken)
            {
                yield return ChatBreak.Of(at, broken);
            }

            run = alone is not null ? 0 : why is not null ? 1 : run + 1;
        }

        if (run is > 0 and < Formats.Chats.Albums.Fewest)
        {
            yield return TooFew(last - run + 1, run);
        }
    }

    private static ChatBreak TooFew(int first, int count) => new(first, "too_few",
        string.Create(CultureInfo.InvariantCulture, $"{(count == 1 ? "One image stands" : $"{count} images stand")} together here; an album has at least {Formats.Chats.Albums.Fewest}."),
        string.Create(CultureInfo.InvariantCulture, $"Send at least {Formats.Chats.Albums.Fewest} images in succession, with nothing between them."));
}

/// <summary>Where a run of images ends that might have been an album.</summary>
/// <param name="Index">Of the message at fault; of the first of its images when they are too few.</param>
/// <param name="Rule">Stable: <c>caption</c>, <c>unread_divider</c> …</param>
/// <param name="Details">What happens.</param>
/// <param name="Advice">What to change.</param>
internal sealed record ChatBreak(int Index, string Rule, string Details, string Advice)
{
    public static ChatBreak Of(int index, AlbumBreak why) => why switch
    {
        AlbumBreak.NotAnImage => new(index, "not_an_image", "What is no image lies between images.", "Send it before or after them."),
        AlbumBreak.Caption => new(index, "caption", "The image has a caption, and shows by itself.", "Send the words as a text of their own, before or after the images."),
        AlbumBreak.UnreadDivider => new(index, "unread_divider", "The divider of unread messages lies above the image.",
            "Send the images together, so that none is read before the last is there."),
        AlbumBreak.NewDay => new(index, "new_day", "The header of a new day lies above the image, by the phone's calendar.", "Send the images on one day of the phone's."),
        _ => new(index, "other_side", "The image is from the other side.", "Send the images in succession."),
    };
}
