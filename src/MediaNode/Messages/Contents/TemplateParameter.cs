using MediaNode.Formats.Limits;

namespace MediaNode.Messages.Contents;

/// <summary>What fills one gap of a template: words, money, a day, a media for its header, what a button answers.</summary>
internal static class TemplateParameter
{
    private static readonly string[] _ofHeader = ["text", "currency", "date_time", "image", "video", "document"];
    private static readonly string[] _ofBody = ["text", "currency", "date_time"];
    private static readonly string[] _ofButton = ["payload", "text", "coupon_code", "action"];

    public static void Write(Parameter parameter, string component, Reading reading)
    {
        var accepted = component == "header" ? _ofHeader : component == "body" ? _ofBody : _ofButton;
        if (parameter["type"].Choice(required: true, accepted) is not { } type)
        {
            return;
        }

        reading.Json.WriteStartObject();
        reading.Json.WriteString("type", type);
        switch (type)
        {
            case "currency":
                WriteCurrency(parameter[type], reading);
                break;
            case "date_time":
                WriteMoment(parameter[type], reading);
                break;
            case "action":
                if (parameter[type].RequireObject("an object is accepted."))
                {
                    reading.Json.WritePropertyName(type);
                    parameter[type].Write(reading.Json);
                }

                break;
            case "image" or "video" or "document":
                WriteMedia(parameter, type, reading);
                break;
            default:
                reading.Write(type, parameter[type].RequiredText());
                break;
        }

        reading.Json.WriteEndObject();
    }

    private static void WriteCurrency(Parameter currency, Reading reading)
    {
        if (!currency.RequireObject("an amount is an object: {\"fallback_value\":\"$99.99\",\"code\":\"USD\",\"amount_1000\":99990}."))
        {
            return;
        }

        reading.Json.WriteStartObject("currency");
        reading.Write("fallback_value", currency["fallback_value"].RequiredText());
        reading.Write("code", currency["code"].RequiredText());
        if (currency["amount_1000"].RequiredInteger(long.MinValue, long.MaxValue) is { } amount)
        {
            reading.Json.WriteNumber("amount_1000", amount);
        }

        reading.Json.WriteEndObject();
    }

    private static void WriteMoment(Parameter moment, Reading reading)
    {
        if (moment.RequireObject("a time is an object: {\"fallback_value\":\"February 25, 1977\"}.") && moment["fallback_value"].RequiredText() is not null)
        {
            // Its further members are of several shapes, and the phone uses the fallback.
            reading.Json.WritePropertyName("date_time");
            moment.Write(reading.Json);
        }
    }

    // Meta's own collection has the media's members flat in the parameter, its documentation in an object named after the type.
    private static void WriteMedia(Parameter parameter, string type, Reading reading)
    {
        var nested = parameter[type];
        if (nested.IsGiven && !nested.RequireObject("the media is an object: {\"id\":…}."))
        {
            return;
        }

        var media = nested.IsGiven ? nested : parameter;
        if (reading.Attachment is { } other)
        {
            media.Invalid($"is a second media beside {other.Path}; a header has one.");
            return;
        }

        if (MediaSource.Read(media, Kinds.Find(type)!.Value) is { } attachment)
        {
            reading.Attachment = attachment with { PdfOnly = type == "document" };
        }

        HeaderMedia.Write(media, type, reading);
    }
}
