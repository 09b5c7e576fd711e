using System.Text.Json;
using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Reconciling;

/// <summary><c>POST /api/import</c> and <c>GET /api/import</c>: files on the node's machine become media.</summary>
internal static class ImportEndpoints
{
    public static void MapImport(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapMethods("/api/import", ["GET", "HEAD"], ShowAsync).WithMetadata(admin);
        routes.MapPost("/api/import", BeginAsync).WithMetadata(admin);
    }

    private static Task ShowAsync(HttpContext context)
    {
        var last = context.RequestServices.GetRequiredService<ImportRuns>().Last;
        return context.AnswerAsync(StatusCodes.Status200OK, json => Write(json, last));
    }

    private static async Task BeginAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        if (refusal is not null)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        var places = context.RequestServices.GetRequiredService<ImportPlaces>();
        var path = body.TryGetProperty("path", out var given) ? given.ValueKind == JsonValueKind.String ? given.GetString()! : "" : places.Own;
        var why = body.EnumerateObject().Any(member => member.Name is not ("path" or "dry_run")) ? "This call takes path and dry_run."
            : body.TryGetProperty("dry_run", out var dry) && dry.ValueKind is not (JsonValueKind.True or JsonValueKind.False) ? "dry_run must be true or false."
            : path.Contains('\0', StringComparison.Ordinal) ? "path holds a zero." : places.WhyNot(path);
        if (why is not null)
        {
            await context.RefuseAsync(Problem.ParameterInvalid.Because(why));
            return;
        }

        var begun = context.RequestServices.GetRequiredService<ImportRuns>().Begin(
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), body.TryGetProperty("dry_run", out var only) && only.ValueKind == JsonValueKind.True);
        if (begun is null)
        {
            await context.RefuseAsync(Problem.ImportUnderWay.Because("An import is under way: GET /api/import tells how far it has come. Ask again when it is over."));
            return;
        }

        await context.AnswerAsync(StatusCodes.Status202Accepted, json => Write(json, begun));
    }

    private static void Write(Utf8JsonWriter json, ImportReport? report)
    {
        if (report is null)
        {
            json.WriteNull("import");
            return;
        }

        var tally = report.Tally;
        json.WriteStartObject("import");
        json.WriteString("path", report.Path);
        json.WriteBoolean("dry_run", report.IsDryRun);
        json.WriteString("status", tally.EndedAt is null ? "processing" : tally.Fault is null ? "complete" : "failed");
        json.WriteString("started_at", report.StartedAt);
        if (tally.EndedAt is { } ended)
        {
            json.WriteString("ended_at", ended);
        }
        else
        {
            json.WriteNull("ended_at");
        }

        json.WriteNumber("imported", tally.Imported);
        json.WriteNumber("known", tally.Known);
        json.WriteNumber("refused", tally.Refused);
        json.WriteNumber("bytes", tally.Bytes);
        json.WriteString("fault", tally.Fault);
        var (first, refusals) = report.Listed;
        Write(json, "first", first);
        Write(json, "refusals", refusals);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<ImportedFile> files)
    {
        json.WriteStartArray(name);
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("file", file.File);
            json.WriteString("id", file.Id);
            json.WriteString("type", file.Type);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("what", file.What);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
