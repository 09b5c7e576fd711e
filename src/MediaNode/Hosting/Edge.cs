using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Volumes;
using MediaNode.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Primitives;

namespace MediaNode.Hosting;

/// <summary>The outermost ring: whatever happens inside, the client gets a catalogued answer and never a stack trace.</summary>
internal sealed partial class Edge(RequestDelegate next, ILogger<Edge> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.TransferEncoding is { Count: > 0 } coding && WhyAmbiguous(context.Request, coding) is { } ambiguous)
        {
            await context.RefuseAndCloseAsync(Problem.InvalidRequest.Because(ambiguous));
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException unreadable)
        {
            await context.RefuseAndCloseAsync(Unreadable(unreadable));
            return;
        }
        catch (Exception gone) when (gone is ConnectionResetException
            || (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException))
        {
            return;
        }
        catch (Exception fault)
        {
            Log.Fault(logger, fault, context.TraceIdentifier);
            await context.RefuseAsync(Refused(fault, context.TraceIdentifier));
            return;
        }

        if (context.Response.HasStarted)
        {
            return;
        }

        if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            await context.RefuseAsync(Problem.MethodNotAllowed.Because(
                $"This path does not offer {MethodName(context.Request.Method)}; it offers {context.Response.Headers.Allow}."));
        }
        else if (context.Response.StatusCode == StatusCodes.Status404NotFound && context.GetEndpoint() is null)
        {
            // The original's words for an unknown route.
            await context.RefuseAsync(Problem.PathNotFound.Because("URL path not found."));
        }
    }

    // A proxy in front may believe the one and we the other, and a second request hides in the difference (RFC 9112, section 6.1).
    // Kestrel believes Transfer-Encoding and puts the length aside under this name.
    private static string? WhyAmbiguous(HttpRequest request, StringValues coding) =>
        request.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length")
            ? "The request has both Content-Length and Transfer-Encoding: where its body ends is anybody's guess."
            : !string.Equals(coding, "chunked", StringComparison.OrdinalIgnoreCase)
            ? "The request has a Transfer-Encoding other than chunked, which alone is understood."
            : null;

    private static string MethodName(string method) =>
        method.Length <= 20 && method.All(char.IsAsciiLetterUpper) ? method : "this method";

    private static Refusal Unreadable(BadHttpRequestException body) => body.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => Problem.RequestTimeout.Because("The body came too slowly; nothing of it was kept."),
        StatusCodes.Status413PayloadTooLarge => Problem.BodyTooLarge.Because("The body is larger than this call could need."),
        _ => Problem.InvalidRequest.Because("The body ended before its declared length, or its chunks are malformed; nothing of it was kept."),
    };

    private static Refusal Refused(Exception fault, string traceId) => fault switch
    {
        SqliteException catalogue => catalogue.ToRefusal(),
        IOException volume => volume.ToRefusal(),
        _ => Problem.InternalError.Because($"A fault in the node; its log has the cause under {traceId}."),
    };

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Error, "A request failed ({TraceId}).")]
        public static partial void Fault(ILogger logger, Exception fault, string traceId);
    }
}
