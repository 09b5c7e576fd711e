using System.Globalization;
using System.Text.Json;
using MediaNode.Problems;

namespace MediaNode.Wire;

/// <summary>Renders a refusal, once for every route: the On-Premises envelope, or RFC 9457 under <c>/api</c>.</summary>
internal static class ProblemWriter
{
    /// <param name="context">The request.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="more">Writes members of its own into a problem document (RFC 9457, section 3.2); the envelope has no place for them.</param>
    public static Task RefuseAsync(this HttpContext context, Refusal refusal, Action<Utf8JsonWriter>? more = null) =>
        WriteAsync(context, refusal, BodyDrain.Plan(context), more);

    /// <summary>Refuses a request whose body cannot be read on, and closes.</summary>
    public static Task RefuseAndCloseAsync(this HttpContext context, Refusal refusal) => WriteAsync(context, refusal, BodyDrain.None, more: null);

    private static async Task WriteAsync(HttpContext context, Refusal refusal, BodyDrain drain, Action<Utf8JsonWriter>? more)
    {
        var (problem, details) = refusal;
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }

        // Whatever the handler had begun to say belongs to an answer that is not coming; these three are part of this one.
        var headers = response.Headers;
        var (allow, challenge, range) = (headers.Allow, headers.WWWAuthenticate, headers.ContentRange);
        response.Clear();
        (headers.Allow, headers.WWWAuthenticate, headers.ContentRange) = (allow, challenge, range);
        response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status401Unauthorized && challenge.Count == 0)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfter > 0)
        {
            response.Headers.RetryAfter = problem.RetryAfter.ToString(CultureInfo.InvariantCulture);
        }

        var asProblemDetails = context.Request.Path.StartsWithSegments("/api");
        response.ContentType = asProblemDetails ? "application/problem+json" : "application/json";
        var body = asProblemDetails ? ProblemDetails(problem, details, more) : Envelope(problem, details);
        response.ContentLength = body.Length;
        if (!drain.KeepsConnection)
        {
            response.Headers.Connection = "close";
        }

        await response.Body.WriteAsync(body, CancellationToken.None);
        await response.CompleteAsync();
        await drain.RunAsync();
    }

    private static ReadOnlyMemory<byte> Envelope(Problem problem, string details) => WireBytes.Write(json =>
    {
        json.WriteStartObject();
        WireMeta.Write(json);
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteNumber("code", problem.Code);
        json.WriteString("title", problem.Title);
        json.WriteString("details", details);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> ProblemDetails(Problem problem, string details, Action<Utf8JsonWriter>? more) => WireBytes.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", $"urn:medianode:problem:{problem.Slug}");
        json.WriteString("title", problem.Title);
        json.WriteNumber("status", problem.Status);
        json.WriteString("detail", details);
        json.WriteNumber("code", problem.Code);
        more?.Invoke(json);
        json.WriteEndObject();
    });
}
