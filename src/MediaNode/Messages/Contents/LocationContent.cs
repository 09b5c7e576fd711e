namespace MediaNode.Messages.Contents;

/// <summary><c>location</c>: degrees, as numbers or their texts, and what stands beside the pin.</summary>
internal static class LocationContent
{
    public static void Write(Parameter location, Reading reading)
    {
        var latitude = location["latitude"].RequiredNumber(-90, 90);
        var longitude = location["longitude"].RequiredNumber(-180, 180);
        reading.Json.WriteStartObject();
        reading.Json.WriteNumber("latitude", latitude ?? 0);
        reading.Json.WriteNumber("longitude", longitude ?? 0);
        reading.Write("name", location["name"].Text(int.MaxValue));
        reading.Write("address", location["address"].Text(int.MaxValue));
        reading.Json.WriteEndObject();
    }
}
