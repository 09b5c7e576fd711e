using System.Text;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;

namespace MediaNode.Webhooks;

/// <summary>What of a user's message is told.</summary>
/// <param name="Type">One that receivers know.</param>
/// <param name="Json">What stands under the type; null for nothing.</param>
/// <param name="Error">What stands beside it; null for nothing.</param>
/// <remarks>
/// The content is another's JSON. A receiver that checks what it gets refuses a body with an odd one each time it comes, and with it
/// all that is told of this user later; so what has not the form of its type is told as <c>unknown</c>.
/// </remarks>
internal sealed record UserContent(string Type, string? Json, MessageError? Error)
{
    /// <summary>The most bytes; a text has 16 KB, a card of contacts with a photo more.</summary>
    public const int MostBytes = 128 << 10;

    /// <summary>As in the original.</summary>
    public static readonly MessageError Unsupported = new(501, "Unknown message type", "Message type is not currently supported");

    // Nothing that the original tells goes deeper than ten.
    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static UserContent Of(WebhookEvent message) => message.Name switch
    {
        "unknown" or "ephemeral" => new UserContent(message.Name, null, message.Error ?? Unsupported),
        _ when message.Content is { } content && IsOf(message.Name, content) => new UserContent(message.Name, content, message.Error),
        _ => new UserContent("unknown", null, Unsupported),
    };

    private static bool IsOf(string type, string content)
    {
        if (Encoding.UTF8.GetByteCount(content) > MostBytes)
        {
            return false;
        }

        try
        {
            if (content.Contains("\\u", StringComparison.Ordinal) && !IsText(content))
            {
                return false;
            }

            using var document = JsonDocument.Parse(content, _strict);
            return IsOf(type, document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsOf(string type, JsonElement content) => type switch
    {
        "contacts" => content.ValueKind == JsonValueKind.Array && content.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object),
        _ when content.ValueKind != JsonValueKind.Object => false,
        "text" => Has(content, "body", JsonValueKind.String),
        "location" => Has(content, "latitude", JsonValueKind.Number) && Has(content, "longitude", JsonValueKind.Number)
            && MayHave(content, "name") && MayHave(content, "address") && MayHave(content, "url"),
        "button" => Has(content, "text", JsonValueKind.String)
            && (MayHave(content, "payload") || Has(content, "payload", JsonValueKind.Null)),
        "interactive" => Has(content, "type", JsonValueKind.String)
            && content.GetProperty("type").GetString() is "button_reply" or "list_reply" or "nfm_reply"
            && IsReply(content.GetProperty("type").GetString()!, content),
        "order" => Has(content, "product_items", JsonValueKind.Array)
            && content.GetProperty("product_items").EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object)
            && MayHave(content, "catalog_id") && MayHave(content, "text"),
        "system" => Has(content, "type", JsonValueKind.String)
            && MayHave(content, "body") && MayHave(content, "new_wa_id") && MayHave(content, "identity"),
        _ => Kinds.Find(type) is not null,
    };

    private static bool IsReply(string type, JsonElement content) => Has(content, type, JsonValueKind.Object)
        && (type == "nfm_reply" || (content.GetProperty(type) is var reply
            && Has(reply, "id", JsonValueKind.String) && Has(reply, "title", JsonValueKind.String) && MayHave(reply, "description")));

    /// <summary>Whether nothing in it is half a character: <c>\ud83d</c> alone is JSON, and few can read it.</summary>
    private static bool IsText(string content)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(content));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Has(JsonElement content, string name, JsonValueKind kind) => content.TryGetProperty(name, out var value) && value.ValueKind == kind;

    private static bool MayHave(JsonElement content, string name) => !content.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.String;
}
