using System.Globalization;
using System.Runtime.InteropServices;
using MediaNode.Access;
using MediaNode.Business;
using MediaNode.Receipts;
using MediaNode.Watch;
using MediaNode.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Hosting;

/// <summary><c>GET /v1/support</c>: of what the original tells about itself, whatever this node has.</summary>
internal static class SupportEndpoints
{
    public static void MapSupport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/support", ShowAsync).WithMetadata(new Needs(Role.Admin));

    private static Task ShowAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var volume = services.GetRequiredService<VolumeWatch>().Look();
        var free = volume.Space.Free;
        var socket = services.GetRequiredService<Gateway>().Status switch
        {
            GatewayStatus.Connected => "UP",
            GatewayStatus.Disconnected => "DN",
            _ => "SC",
        };
        var number = services.GetRequiredService<WaId>().Digits;
        using var sqlite = new SqliteConnection();
        var sqliteVersion = sqlite.ServerVersion;
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("support");
            json.WriteString("context", "healthcheck");
            json.WriteString("db_engine", "SQLITE");
            json.WriteStartArray("db_info");
            json.WriteStringValue(sqliteVersion);
            json.WriteEndArray();
            json.WriteString("debug_info", number);
            json.WriteString("description", $"MediaNode {typeof(SupportEndpoints).Assembly.GetName().Version!.ToString(3)}");
            json.WriteString("device_iso8601", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            // Media that come in and go out share one volume.
            json.WriteNumber("free_space_media_incoming", free);
            json.WriteNumber("free_space_media_outgoing", free);
            json.WriteString("volume_state", volume.Word);
            json.WriteBoolean("multi_connect", false);
            json.WriteString("os_name", $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}");
            json.WriteString("os_version", Environment.OSVersion.Version.ToString());
            json.WriteString("socket_conn", socket);
            json.WriteString("version", WireMeta.Version);
            json.WriteEndObject();
        });
    }
}
