using System.Runtime.InteropServices;
using System.Text.Json;
using MediaNode.Formats.Limits;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>A message as the node hands it over.</summary>
/// <param name="Id">The node's.</param>
/// <param name="To">The phone it goes to; null when that is no number.</param>
/// <param name="Type">As the business named it.</param>
/// <param name="Content">A JSON value.</param>
/// <param name="PreviewUrl">Whether a text is to show a preview of the address in it; null when nothing is said.</param>
/// <param name="Media">For messages with a media.</param>
internal sealed record SentMessage(string Id, string? To, string Type, byte[] Content, bool? PreviewUrl, SentMedia? Media)
{
    private const int LongestId = 200;

    /// <exception cref="RefusedException">Something is missing or wrong.</exception>
    public static SentMessage Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw new RefusedException("A message must be an object.");
        }

        var id = message.RequiredTextOf("id");
        if (id.Length > LongestId)
        {
            throw new RefusedException($"`id` may have {LongestId} characters.");
        }

        var type = message.RequiredTextOf("type");
        if (!message.TryGetProperty("content", out var content) || content.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            throw new RefusedException($"`content` of message {id} must be an object or an array.");
        }

        var media = message.TryGetProperty("media", out var described) ? SentMedia.Read(described) : null;
        if (media is null && Kinds.Find(type) is not null)
        {
            throw new RefusedException($"`media` is missing in message {id}, which is of type {type}.");
        }

        var to = WaId.TryRead(message.RequiredTextOf("to"), out var waId) ? waId : null;
        return new SentMessage(id, to, type, JsonMarshal.GetRawUtf8Value(content).ToArray(), message.FlagOf("preview_url"), media);
    }
}
