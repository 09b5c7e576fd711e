using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Receipts;
using MediaNode.Sandboxing;
using MediaNode.Scanning;
using MediaNode.Volumes;
using MediaNode.Watch;
using MediaNode.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Hosting;

/// <summary>Whether the node lives, is ready, and how it is.</summary>
internal static class HealthEndpoints
{
    // Load balancers probe with either.
    private static readonly string[] _getOrHead = ["GET", "HEAD"];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", _getOrHead, static context => AnswerTextAsync(context, StatusCodes.Status200OK, "ok\n"));
        routes.MapMethods("/readyz", _getOrHead, ReadyAsync);
        routes.MapGet("/v1/health", HealthAsync).WithMetadata(new Needs(Role.User, ApiKey: true));
    }

    /// <summary>Ready is: the catalogue answers and the volume can be written. A full volume is ready: it reads and deletes.</summary>
    private static Task ReadyAsync(HttpContext context) => Trouble(context) is { } trouble
        ? AnswerTextAsync(context, StatusCodes.Status503ServiceUnavailable, trouble + "\n")
        : AnswerTextAsync(context, StatusCodes.Status200OK, "ready\n");

    private static async Task HealthAsync(HttpContext context)
    {
        var sandbox = await context.RequestServices.GetRequiredService<Sandbox>().StandingAsync().WaitAsync(context.RequestAborted);
        var scanner = await context.RequestServices.GetRequiredService<Scanner>().StandingAsync(context.RequestAborted);
        var gateway = context.RequestServices.GetRequiredService<Gateway>().Status;
        var trouble = Trouble(context);
        var volume = context.RequestServices.GetRequiredService<VolumeWatch>().Look();
        trouble ??= volume.State == VolumeState.Failing ? volume.Why : null;
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("health");
            json.WriteString("gateway_status", gateway switch
            {
                GatewayStatus.Connected => "connected",
                GatewayStatus.Disconnected => "disconnected",
                _ => "connecting",
            });
            json.WriteEndObject();
            json.WriteStartObject("node");
            json.WriteString("state", trouble is not null ? "failing" : volume.Word);
            if ((trouble ?? volume.Why) is { } reason)
            {
                json.WriteString("reason", reason);
            }

            json.WriteStartObject("volume");
            VolumeWire.WriteShort(json, volume);
            json.WriteEndObject();
            json.WriteStartObject("processing");
            json.WriteString("sandbox", sandbox.Word);
            if (sandbox.Reason is { } why)
            {
                json.WriteString("reason", why);
            }

            json.WriteEndObject();
            json.WriteStartObject("scanning");
            json.WriteString("scanner", scanner.Word);
            if (scanner is ScannerStanding.Silent silent)
            {
                json.WriteString("reason", silent.Why);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string? Trouble(HttpContext context)
    {
        try
        {
            context.RequestServices.GetRequiredService<MediaCatalog>().Knows(default);
            var volume = context.RequestServices.GetRequiredService<IVolume>();
            volume.CheckWritable();
            _ = volume.Space;
            return null;
        }
        catch (SqliteException failure)
        {
            return failure.ToRefusal().Details;
        }
        catch (IOException failure)
        {
            return failure.ToRefusal().Details;
        }
    }

    private static Task AnswerTextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = text.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
