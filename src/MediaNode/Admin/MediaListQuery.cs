using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Formats;
using MediaNode.Wire;

namespace MediaNode.Admin;

/// <summary>Reads the parameters of the list.</summary>
internal sealed class MediaListQuery(IQueryCollection query) : QueryReader(
    query, "limit", "after", "type", "state", "origin", "min_length", "max_length", "created_after", "created_before")
{
    // RFC 3339, the colon of the zone included: a date without a zone means another moment to everybody.
    private static readonly string[] _moments = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public MediaId? After() => Single("after") is not { } text ? null
        : MediaId.TryParse(text, out var id) ? id
        : Refuse<MediaId?>("after must be the next of the page before.");

    public MediaFilter Filter()
    {
        var filter = new MediaFilter
        {
            Type = Type(),
            State = State(),
            Origin = Origin(),
            MinLength = Length("min_length"),
            MaxLength = Length("max_length"),
            CreatedAfter = Moment("created_after"),
            CreatedBefore = Moment("created_before"),
        };
        if (filter.MinLength > filter.MaxLength)
        {
            Refuse<int>("min_length is more than max_length: no media can be both.");
        }

        if (filter.CreatedAfter >= filter.CreatedBefore)
        {
            Refuse<int>("created_after is not before created_before: no media can be both.");
        }

        return filter;
    }

    private string? Type()
    {
        if (Single("type") is not { } text)
        {
            return null;
        }

        // All of a kind is read as a type with a subtype of no meaning.
        return MediaType.TryParse(text.EndsWith('/') ? text + "x" : text, out var type, out _)
            && type.Parameters.Count == 0 && text == text.Trim()
            ? text
            : Refuse<string?>("type must be a media type without parameters, such as image/jpeg, or its beginning up to the slash: image/.");
    }

    private MediaState? State()
    {
        if (Single("state") is not { } name)
        {
            return null;
        }

        foreach (var state in MediaStates.Offered)
        {
            if (state.Name == name)
            {
                return state;
            }
        }

        return Refuse<MediaState?>($"state must be one of {string.Join(", ", MediaStates.Offered.Select(state => state.Name))}.");
    }

    private MediaOrigin? Origin()
    {
        if (Single("origin") is not { } name)
        {
            return null;
        }

        foreach (var origin in MediaOrigins.All)
        {
            if (origin.Name == name)
            {
                return origin;
            }
        }

        return Refuse<MediaOrigin?>($"origin must be one of {string.Join(", ", MediaOrigins.All.Select(origin => origin.Name))}.");
    }

    private long? Length(string name) => Single(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
        : Refuse<long?>($"{name} must be a whole number of bytes.");

    private DateTimeOffset? Moment(string name) => Single(name) is not { } text ? null
        : DateTimeOffset.TryParseExact(text, _moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            && (text.EndsWith('Z') || text[^6] is '+' or '-') ? moment
        : Refuse<DateTimeOffset?>(
            $"{name} must be a time with its zone (RFC 3339), such as 2026-11-22T10:15:30Z; a + in it is written %2B.");
}
