using System.Globalization;
using System.Text.Json;
using MediaNode.Formats.Chats;
using MediaNode.Problems;

namespace MediaNode.Messages.Checks;

/// <summary>What is to be checked: messages that follow each other in one chat, and how the phone stands.</summary>
/// <param name="Messages">In their order.</param>
/// <param name="Platforms">The phones that are asked about.</param>
/// <param name="LastRead">The index of the last message that was read: above the next stands the divider. Null for no divider among them.</param>
/// <param name="Offset">Of the phone's clock from UTC: where its days begin.</param>
internal sealed record CheckRequest(IReadOnlyList<JsonElement> Messages, IReadOnlyList<Platform> Platforms, int? LastRead, TimeSpan Offset)
{
    /// <summary>Messages of one request.</summary>
    public const int MostMessages = 1000;

    /// <returns>Null, and a finding, when it cannot be read.</returns>
    public static CheckRequest? Read(JsonElement body, Findings findings)
    {
        if (HalfCharacters.FirstIn(body) is { } broken)
        {
            findings.Add(broken, Problem.InvalidRequest, "has a text that is none: half of a surrogate pair, or bytes that are not UTF-8.");
            return null;
        }

        var request = new Parameter(body, "", findings);
        var list = request["messages"];
        // A message by itself is a list of one.
        var messages = list.IsGiven ? list.Items() : [request];
        if (messages.Count is 0 or > MostMessages)
        {
            list.Invalid($"has {messages.Count} messages; 1 to {MostMessages} are accepted.");
        }

        foreach (var message in messages)
        {
            message.RequireObject("a message is an object, as in POST /v1/messages.");
        }

        IReadOnlyList<Platform> platforms = request["platform"].Choice(required: false, "iphone", "android") switch
        {
            "iphone" => [Platform.IPhone],
            "android" => [Platform.Android],
            _ => [Platform.IPhone, Platform.Android],
        };
        return new CheckRequest([.. messages.Select(message => message.Value)], platforms, LastReadOf(request["last_read"]), OffsetOf(request["utc_offset"]));
    }

    private static int? LastReadOf(Parameter lastRead) =>
        lastRead.IsGiven ? (int?)lastRead.RequiredInteger(-1, MostMessages) : null;

    private static TimeSpan OffsetOf(Parameter offset)
    {
        if (offset.Text() is not { Length: > 0 } text || text is "Z" or "z")
        {
            return TimeSpan.Zero;
        }

        if (text[0] is '+' or '-' && TimeSpan.TryParseExact(text.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var span)
            && span <= TimeSpan.FromHours(14))
        {
            return text[0] == '-' ? -span : span;
        }

        offset.Invalid($"is {offset.Found()}; the phone's distance from UTC is accepted, such as +02:00.");
        return TimeSpan.Zero;
    }
}
