using MediaNode.Formats;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>What the owner of a phone says of a media that is to be sent.</summary>
/// <param name="Kind">What it is sent as.</param>
/// <param name="Caption">Null for none.</param>
/// <param name="FileName">Any name, also one that leads out of a directory: phones are not to be trusted. Null for none.</param>
/// <param name="Type">The media type that the message is to tell; null when nobody said.</param>
internal sealed record MediaOffer(Kind Kind, string? Caption, string? FileName, MediaType? Type)
{
    private const int LongestCaption = 4096;
    private const int LongestFileName = 1000;

    /// <exception cref="RefusedException">Something does not go with the kind, or is too long.</exception>
    public static MediaOffer Read(HttpRequest request, Kind kind) => new(
        kind,
        Words(request, "caption", kind, LongestCaption, Kind.Image, Kind.Video, Kind.Document),
        Words(request, "filename", kind, LongestFileName, Kind.Document, Kind.Audio),
        TypeOf(request));

    /// <summary>The media type that the message tells: what was said, else what the bytes are if that goes with the kind, else the kind's usual.</summary>
    public string TypeFor(MediaFacts facts)
    {
        if (Type is not null)
        {
            return Type.Text;
        }

        var usual = KindLimit.Of(Kind).Types;
        return usual.Count == 0 || usual.Contains(facts.Type) ? facts.Type : usual[0];
    }

    private static string? Words(HttpRequest request, string name, Kind kind, int longest, params ReadOnlySpan<Kind> takers)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (!takers.Contains(kind))
        {
            throw new RefusedException($"`{name}` does not go with {Kinds.NameOf(kind)}; it goes with {string.Join(", ", takers.ToArray().Select(Kinds.NameOf))}.");
        }

        return text.Length <= longest ? text : throw new RefusedException($"`{name}` may have {longest} characters; it has {text.Length}.");
    }

    private static MediaType? TypeOf(HttpRequest request)
    {
        var (name, text) = request.Query.TryGetValue("mimetype", out var told) ? ("`mimetype`", told.ToString()) : ("Content-Type", request.ContentType);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!MediaType.TryParse(text, out var type, out var why))
        {
            throw new RefusedException($"{name} is no media type: {why}");
        }

        if (type.IsMultipart && request.ContentType == text)
        {
            throw new RefusedException("The body is a form; it must be the bytes of the media as they are.");
        }

        // What curl says of a body when nobody told it anything.
        return type.Essence == "application/x-www-form-urlencoded" && request.ContentType == text ? null : type;
    }
}
