using System.Text.Json;
using MediaNode.Messages.Contents;
using MediaNode.Problems;

namespace MediaNode.Messages;

/// <summary>Reads a message as <c>POST /v1/messages</c> takes it, and finds what is wrong with it short of looking at its media.</summary>
/// <remarks>
/// Unknown members are passed over: those of the Cloud API (<c>messaging_product</c>, <c>context</c> …) are among what clients send. Of the
/// content only what is known goes on.
/// </remarks>
internal static class MessageReader
{
    private const string Individual = "individual";
    private static readonly string[] _types =
        ["text", "image", "audio", "video", "document", "sticker", "template", "interactive", "contacts", "location"];

    /// <param name="body">The object.</param>
    /// <param name="findings">Takes what is wrong. The draft is good only when there is nothing.</param>
    public static Draft Read(JsonElement body, Findings findings)
    {
        if (HalfCharacters.FirstIn(body) is { } broken)
        {
            findings.Add(broken, Problem.InvalidRequest, "has a text that is none: half of a surrogate pair, or bytes that are not UTF-8.");
            return new Draft { Input = "", Recipient = "", Type = "", Content = "{}" };
        }

        var message = new Parameter(body, "", findings);
        using var reading = new Reading(findings);
        var (input, recipient) = ReadRecipient(message);
        if (ReadType(message) is not { } type)
        {
            return new Draft { Input = input, Recipient = recipient, Type = "", Content = "{}" };
        }

        var preview = message["preview_url"].Flag();
        Write(type, message, reading);
        return new Draft
        {
            Input = input,
            Recipient = recipient,
            Type = type,
            Content = reading.Content(),
            // Beside the text in the On-Premises API, within it in the Cloud API.
            PreviewUrl = type == "text" && ((message[type].IsObject ? message[type]["preview_url"].Flag() : null) ?? preview ?? false),
            Attachment = reading.Attachment,
        };
    }

    private static (string Input, string Recipient) ReadRecipient(Parameter message)
    {
        var kind = message["recipient_type"];
        if (kind.Text() is { Length: > 0 } named && !named.Equals(Individual, StringComparison.OrdinalIgnoreCase))
        {
            kind.Add(Problem.RecipientTypeInvalid, $"is {kind.Found()}; only {Individual} is accepted.");
        }

        var to = message["to"];
        if (to.RequiredText() is not { } input)
        {
            return ("", "");
        }

        if (Recipient.Digits(input) is { } digits)
        {
            return (input, digits);
        }

        to.Invalid($"is {to.Found()}; a phone number in international form, 7 to 15 digits, is accepted: +15550001111.");
        return (input, "");
    }

    private static string? ReadType(Parameter message)
    {
        var type = message["type"];
        var name = type.Text();
        if (string.IsNullOrEmpty(name))
        {
            return type.IsGiven && name is null ? null : "text";
        }

        if (_types.Contains(name))
        {
            return name;
        }

        type.Invalid(name == "hsm"
            ? "is \"hsm\", which the original gave up with v2.39; send the same as template: {\"type\":\"template\",\"template\":{\"namespace\":…,\"name\":…,"
                + "\"language\":{\"policy\":\"deterministic\",\"code\":…},\"components\":[{\"type\":\"body\",\"parameters\":[…]}]}}."
            : $"is {type.Found()}; one of {string.Join(", ", _types)} is accepted.");
        return null;
    }

    private static void Write(string type, Parameter message, Reading reading)
    {
        var content = message[type];
        if (type == "contacts")
        {
            ContactsContent.Write(content, reading);
            return;
        }

        if (!content.RequireObject(WhatInstead(type, message)))
        {
            return;
        }

        switch (type)
        {
            case "text":
                TextContent.Write(content, reading);
                break;
            case "location":
                LocationContent.Write(content, reading);
                break;
            case "template":
                TemplateContent.Write(content, reading);
                break;
            case "interactive":
                InteractiveContent.Write(content, reading);
                break;
            default:
                MediaContent.Write(content, type, reading);
                break;
        }
    }

    private static string WhatInstead(string type, Parameter message)
    {
        if (type == "text" && !message["type"].IsGiven)
        {
            foreach (var other in _types)
            {
                if (message[other].IsGiven && other != "text")
                {
                    return $"without a type a text is meant. For what stands under {other} add \"type\":\"{other}\".";
                }
            }
        }

        return $"a message of type {type} has an object of that name.";
    }
}
