using System.Text.Json;
using MediaNode.Volumes;

namespace MediaNode.Watch;

/// <summary>How the volume is told.</summary>
internal static class VolumeWire
{
    /// <summary>What <c>/v1/health</c> tells, within an object.</summary>
    public static void WriteShort(Utf8JsonWriter json, VolumeStanding standing)
    {
        var space = standing.Space;
        json.WriteString("state", standing.Word);
        json.WriteNumber("total_bytes", space.Total);
        json.WriteNumber("free_bytes", space.Free);
        json.WriteNumber("usable_bytes", space.RoomFor(VolumeUse.Upload));
        json.WriteNumber("total_inodes", space.Inodes);
        json.WriteNumber("free_inodes", space.FreeInodes);
        if (standing.DaysToFull is { } days)
        {
            json.WriteNumber("days_to_full", days);
        }
        else
        {
            json.WriteNull("days_to_full");
        }
    }

    /// <summary>All of it.</summary>
    public static void Write(Utf8JsonWriter json, VolumeStanding standing)
    {
        WriteShort(json, standing);
        json.WriteString("reason", standing.Why);
        json.WriteString("since", standing.Since);
        json.WriteStartArray("held");
        foreach (var held in standing.Held)
        {
            json.WriteStringValue(held);
        }

        json.WriteEndArray();
        json.WriteStartObject("marks");
        Write(json, "warn", standing.Space.Marks.Warn);
        Write(json, "degrade", standing.Space.Marks.Degrade);
        Write(json, "wait", standing.Space.Marks.Wait);
        Write(json, "stop", standing.Space.Marks.Stop);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, VolumeMark mark)
    {
        json.WriteStartObject(name);
        json.WriteNumber("bytes", mark.Bytes);
        json.WriteNumber("inodes", mark.Inodes);
        json.WriteEndObject();
    }
}
