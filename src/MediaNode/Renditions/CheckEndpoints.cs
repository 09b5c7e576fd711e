using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Inspection;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Uploads;
using MediaNode.Volumes;
using MediaNode.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace MediaNode.Renditions;

/// <summary><c>POST /api/media/check</c>: would WhatsApp take this, as it is or mended, and if not, why not. Nothing is kept.</summary>
internal sealed partial class CheckEndpoints(
    MeasuredMedia measured, RenditionShelf shelf, MediaInspector inspector, ProcessingPolicy policy, UploadBudget budget,
    IOptions<UploadOptions> options, IVolume volume, ILogger<CheckEndpoints> logger)
{
    private readonly UploadOptions _options = options.Value;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var checks = routes.ServiceProvider.GetRequiredService<CheckEndpoints>();
        routes.MapPost("/api/media/check", new RequestDelegate(checks.CheckAsync)).WithMetadata(new Needs(Role.User));
    }

    private async Task CheckAsync(HttpContext context)
    {
        var query = new RenditionQuery(context, "kind", "processing", "media_id");
        var (kind, mode) = (query.OptionalKind(), query.Mode());
        var media = query.MediaOfParameter();
        if (query.Refusal is { } invalid)
        {
            await context.RefuseAsync(invalid);
            return;
        }

        var (refusal, inspected, claimed) = media is null
            ? await LookAtBodyAsync(context)
            : HasBody(context.Request)
            ? (Problem.ParameterInvalid.Because("Send a body, or name a media_id: not both."), null, "")
            : await LookAtAsync(media, context.RequestAborted);
        if (inspected is Inspected.Unavailable(var unavailable, var header) && (kind ?? NaturalKind.Of(header)) != Kind.Document)
        {
            refusal = unavailable;
        }

        if (refusal is not null)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        var facts = inspected!.Measured;
        await AnswerAsync(context, facts, MediaCheck.Of(facts, kind ?? NaturalKind.Of(facts), claimed, policy, mode));
    }

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;

    private async Task<(Refusal?, Inspected?, string Claimed)> LookAtAsync(Media media, CancellationToken cancellationToken) =>
        await shelf.WhyNotAsync(media) is { } unusable
            ? (unusable, null, "")
            : (null, await measured.LookAsync(media, cancellationToken), media.Type);

    private async Task<(Refusal?, Inspected?, string Claimed)> LookAtBodyAsync(HttpContext context)
    {
        var (refusal, type) = UploadChecks.Check(context.Request, _options);
        if (refusal is not null)
        {
            return (refusal, null, "");
        }

        using var lease = budget.TryAdmit(context.Request.ContentLength, out refusal);
        if (lease is null)
        {
            return (refusal, null, "");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // BodyReceiver counts, and refuses in our own words.
        }

        try
        {
            // Never published and never kept: it goes with the end of this block, and after a crash at the next start.
            using var blob = volume.Create(new BlobKey(BlobFolder.Outgoing, Guid.NewGuid()));
            var received = await BodyReceiver.ReceiveAsync(
                context.Request.BodyReader, context.Request.ContentLength, _options.MaxBytes, blob, lease, context.RequestAborted);
            return received is ReceiveResult.Refused(var why)
                ? (why, null, "")
                : (null, await inspector.InspectAsync(volume.PathOf(blob), context.RequestAborted), type);
        }
        catch (IOException failure) when (!context.RequestAborted.IsCancellationRequested
            && failure is not (BadHttpRequestException or ConnectionResetException))
        {
            Log.VolumeFailed(logger, failure);
            return (failure.ToRefusal(), null, "");
        }
    }

    private static Task AnswerAsync(HttpContext context, MediaFacts facts, MediaCheck check) =>
        context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteString("verdict", check.Verdict);
            json.WriteString("kind", Kinds.NameOf(check.Kind));
            json.WriteString("processing", ProcessingModes.NameOf(check.Mode));
            json.WritePropertyName("facts");
            json.WriteRawValue(MediaFactsJson.Write(facts));
            RenditionWire.WriteBreaches(json, check.Breaches);
            json.WriteStartArray("steps");
            foreach (var step in check.Steps)
            {
                json.WriteStartObject();
                json.WriteString("step", step.Name);
                json.WriteString("detail", step.Detail);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static partial class Log
    {
        [LoggerMessage(3103, LogLevel.Error, "A body to be checked could not be written to the volume; the client was told so.")]
        public static partial void VolumeFailed(ILogger logger, IOException failure);
    }
}
