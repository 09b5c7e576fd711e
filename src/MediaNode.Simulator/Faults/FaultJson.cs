using System.Text.Json;
using MediaNode.Simulator.Clock;

namespace MediaNode.Simulator.Faults;

/// <summary>Writes a fault with the names that <see cref="FaultReader"/> reads.</summary>
internal static class FaultJson
{
    public static string NameOf(FaultPoint point) => point switch
    {
        FaultPoint.Connect => "connect",
        FaultPoint.Upload => "upload",
        FaultPoint.Download => "download",
        FaultPoint.Send => "send",
        FaultPoint.Receipt => "receipt",
        _ => throw new ArgumentOutOfRangeException(nameof(point)),
    };

    public static void Write(Utf8JsonWriter json, Fault fault)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, fault.Type);
        if (fault.On is { } on)
        {
            json.WriteString("on"u8, NameOf(on));
        }

        if (fault.Host is { } host)
        {
            json.WriteString("host"u8, host);
        }

        if (fault.From is { } from)
        {
            json.WriteString("from"u8, from);
        }

        WriteNumber(json, "at_byte", fault.AtByte);
        WriteNumber(json, "bytes_per_second", fault.BytesPerSecond);
        WriteNumber(json, "retry_after", fault.RetryAfter);
        WriteNumber(json, "code", fault.Code);
        if (fault.Delay is { } delay)
        {
            json.WriteString("delay"u8, TimeSpanText.Write(delay));
        }

        WriteNumber(json, "times", fault.Times);
        if (fault.Probability < 1)
        {
            json.WriteNumber("probability"u8, fault.Probability);
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }
}
