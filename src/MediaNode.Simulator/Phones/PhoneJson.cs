using System.Text.Json;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones;

/// <summary>A phone in JSON.</summary>
internal static class PhoneJson
{
    private const int LongestName = 200;

    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter writer, Phone phone)
    {
        writer.WriteString("wa_id"u8, phone.WaId);
        writer.WriteString("name"u8, phone.Name);
        WriteBehaviour(writer, phone);
        writer.WriteBoolean("chat_open"u8, phone.ChatOpen);
    }

    /// <summary>Writes the members that phones created later take over.</summary>
    public static void WriteBehaviour(Utf8JsonWriter writer, Phone phone)
    {
        writer.WriteString("platform"u8, phone.PlatformName);
        writer.WriteBoolean("online"u8, phone.Online);
        writer.WriteStartObject("auto"u8);
        writer.WriteBoolean("deliver"u8, phone.Deliver);
        writer.WriteBoolean("read"u8, phone.Read);
        writer.WriteBoolean("download"u8, phone.Download);
        writer.WriteEndObject();
    }

    /// <summary>What a phone is like after a change. What the change does not name stays.</summary>
    /// <exception cref="RefusedException">It names something else, or a wrong value.</exception>
    public static Phone Merge(Phone phone, JsonElement change)
    {
        foreach (var member in change.EnumerateObject())
        {
            phone = member.Name switch
            {
                "wa_id" when member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals(phone.WaId) => phone,
                "wa_id" => throw new RefusedException("`wa_id` cannot be changed."),
                "name" => phone with { Name = Name(change) },
                "chat_open" => phone with { ChatOpen = Flag(member) },
                _ => MergeBehaviour(phone, change, member) ?? throw Unknown(member.Name, "name, platform, online, auto, chat_open"),
            };
        }

        return phone;
    }

    /// <inheritdoc cref="Merge"/>
    public static Phone MergeDefaults(Phone phone, JsonElement change)
    {
        foreach (var member in change.EnumerateObject())
        {
            phone = MergeBehaviour(phone, change, member) ?? throw Unknown(member.Name, "platform, online, auto");
        }

        return phone;
    }

    private static Phone? MergeBehaviour(Phone phone, JsonElement change, JsonProperty member) => member.Name switch
    {
        "platform" => phone with { PlatformName = Platform(change) },
        "online" => phone with { Online = Flag(member) },
        "auto" => MergeAuto(phone, member.Value),
        _ => null,
    };

    private static Phone MergeAuto(Phone phone, JsonElement auto)
    {
        if (auto.ValueKind != JsonValueKind.Object)
        {
            throw new RefusedException("`auto` must be an object with deliver, read and download.");
        }

        foreach (var member in auto.EnumerateObject())
        {
            phone = member.Name switch
            {
                "deliver" => phone with { Deliver = Flag(member) },
                "read" => phone with { Read = Flag(member) },
                "download" => phone with { Download = Flag(member) },
                _ => throw Unknown($"auto.{member.Name}", "deliver, read, download"),
            };
        }

        return phone;
    }

    private static string Name(JsonElement change)
    {
        var name = change.RequiredTextOf("name");
        return name.Length <= LongestName ? name : throw new RefusedException($"`name` may have {LongestName} characters.");
    }

    private static string Platform(JsonElement change) => change.TextOf("platform") is "iphone" or "android"
        ? change.TextOf("platform")!
        : throw new RefusedException("`platform` must be iphone or android.");

    private static bool Flag(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new RefusedException($"`{member.Name}` must be true or false."),
    };

    private static RefusedException Unknown(string name, string known) => new($"`{name}` is unknown; known are: {known}.");
}
