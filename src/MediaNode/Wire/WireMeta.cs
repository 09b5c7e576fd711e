using System.Text.Json;

namespace MediaNode.Wire;

/// <summary>The <c>meta</c> object of every On-Premises answer.</summary>
internal static class WireMeta
{
    /// <summary>The client version we answer as: clients compare it and switch features on from v2.35.2 (leading <c>v</c> needed).</summary>
    public const string Version = "v2.49.1";

    public const string ApiStatus = "stable";

    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("meta");
        json.WriteString("api_status", ApiStatus);
        json.WriteString("version", Version);
        json.WriteEndObject();
    }
}
