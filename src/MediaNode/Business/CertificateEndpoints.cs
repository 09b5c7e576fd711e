using System.Text;
using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Business;

/// <summary><c>/v1/certificates</c>: whom webhooks trust. The node's own certificate is a matter of its settings.</summary>
internal static class CertificateEndpoints
{
    // The shorter one is what a PHP client of the original calls.
    private static readonly string[] _webhookCa = ["/v1/certificates/webhooks/ca", "/v1/certificates/webhooks"];

    public static void MapCertificates(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        foreach (var route in _webhookCa)
        {
            routes.MapGet(route, ShowWebhookCaAsync).WithMetadata(admin);
            routes.MapPost(route, SetWebhookCaAsync).WithMetadata(admin);
            routes.MapDelete(route, RemoveWebhookCaAsync).WithMetadata(admin);
        }

        routes.MapPost("/v1/certificates/external", RefuseExternalAsync).WithMetadata(admin);
        routes.MapGet("/v1/certificates/external/ca", NoneAsync).WithMetadata(admin);
    }

    private static KeptSettings Settings(HttpContext context) => context.RequestServices.GetRequiredService<KeptSettings>();

    private static Task ShowWebhookCaAsync(HttpContext context)
    {
        if (Settings(context).WebhookCa is not { } pem)
        {
            return NoneAsync(context);
        }

        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(pem, context.RequestAborted);
    }

    /// <summary>None was set by a call: 404 without a body, as in the original.</summary>
    private static Task NoneAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static async Task SetWebhookCaAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) is true)
        {
            // Its certificates would be found, and be given back with what a form puts around them.
            await context.RefuseAsync(Problem.MultipartNotTaken.Because("The body must be the certificates themselves, with Content-Type: text/plain."));
            return;
        }

        var (bytes, refusal) = await RawBody.ReadAsync(context, CertificateBundle.MaxBytes);
        var pem = Encoding.UTF8.GetString(bytes);
        refusal ??= CertificateBundle.WhyNot(pem);
        if (refusal is null)
        {
            await Settings(context).SetWebhookCaAsync(pem);
        }

        await (refusal is null ? context.AnswerDoneAsync() : context.RefuseAsync(refusal));
    }

    private static async Task RemoveWebhookCaAsync(HttpContext context)
    {
        await Settings(context).SetWebhookCaAsync(null);
        await context.AnswerDoneAsync();
    }

    private static Task RefuseExternalAsync(HttpContext context) => context.RefuseAsync(Problem.CertificateNotTaken.Because(
        "The node takes its certificate from files: set Certificate and CertificateKey (PEM), and list an https:// address in Urls. "
        + "Files that are replaced are taken up without a restart."));
}
