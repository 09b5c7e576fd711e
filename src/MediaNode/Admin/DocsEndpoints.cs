using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MediaNode.Admin;

/// <summary>The node's description of itself: <c>/openapi.json</c>, and the page at <c>/docs/</c> to try it. All without login.</summary>
internal static class DocsEndpoints
{
    private const string Index = "index.html";

    // The page talks to this node and to nobody else. Swagger UI writes style attributes, so styles alone may be inline.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A name from the client only ever selects from this list; it never becomes part of a path. web/build.js writes the same names.
    private static readonly FrozenDictionary<string, string> _contentTypes = new Dictionary<string, string>
    {
        [Index] = "text/html; charset=utf-8",
        ["docs.css"] = "text/css; charset=utf-8",
        ["docs.js"] = "text/javascript; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
        ["swagger-ui.css"] = "text/css; charset=utf-8",
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui-bundle.js.LICENSE.txt"] = "text/plain; charset=utf-8",
        ["swagger-ui.LICENSE.txt"] = "text/plain; charset=utf-8",
        ["swagger-ui.NOTICE.txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="routes">Where the routes go.</param>
    /// <param name="docsFolder">Where the web build put the page. The folder may be absent, and may appear while the node runs.</param>
    public static IEndpointRouteBuilder MapDocs(this IEndpointRouteBuilder routes, string docsFolder)
    {
        var description = ReadDescription();
        var descriptionTag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(description))}\"");
        var files = _contentTypes.ToFrozenDictionary(
            type => type.Key,
            type => new DocsFile(Path.Combine(Path.GetFullPath(docsFolder), type.Key), type.Value),
            StringComparer.Ordinal);
        string[] read = [HttpMethods.Get, HttpMethods.Head];

        routes.MapMethods("/openapi.json", read, (HttpContext context) =>
        {
            SetHeaders(context.Response);
            return TypedResults.Bytes(description, "application/json", entityTag: descriptionTag);
        }).AllowAnonymous();

        routes.MapMethods("/docs", read, Results<RedirectHttpResult, PhysicalFileHttpResult, ContentHttpResult> (HttpContext context) =>
        {
            SetHeaders(context.Response);

            // Routing takes /docs and /docs/ for the same, but a browser resolves the page's own links against them differently.
            // The target is relative, so that it also holds behind a proxy that adds a prefix.
            if (!context.Request.Path.Value!.EndsWith('/'))
            {
                return TypedResults.Redirect("docs/");
            }

            return files[Index].Serve() is { } page ? page : TypedResults.Content(NotBuilt, _contentTypes[Index]);
        }).AllowAnonymous();

        // The parts of the page are no part of the API, so the description does not list them.
        routes.MapMethods("/docs/{file}", read, Results<PhysicalFileHttpResult, NotFound> (HttpContext context, string file) =>
        {
            SetHeaders(context.Response);
            return files.GetValueOrDefault(file)?.Serve() is { } part ? part : TypedResults.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();

        return routes;
    }

    private static byte[] ReadDescription()
    {
        using var stream = typeof(DocsEndpoints).Assembly.GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException("This build lacks its openapi.json.");
        var description = new byte[stream.Length];
        stream.ReadExactly(description);
        return description;
    }

    private static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";

        // A browser may keep it, but asks by ETag each time: a new build shows at once.
        response.Headers.CacheControl = "no-cache";
    }

    private sealed record DocsFile(string FullPath, string ContentType)
    {
        /// <returns>The file as an answer, or <see langword="null"/> when the web build has not put it there.</returns>
        public PhysicalFileHttpResult? Serve()
        {
            var file = new FileInfo(FullPath);
            if (!file.Exists)
            {
                return null;
            }

            var tag = new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\"");
            return TypedResults.PhysicalFile(FullPath, ContentType, lastModified: file.LastWriteTimeUtc, entityTag: tag);
        }
    }

    private const string NotBuilt = """
        <!DOCTYPE html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>MediaNode</title>
            <style>
              body { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; font-family: system-ui, sans-serif; line-height: 1.5; }
            </style>
          </head>
          <body>
            <h1>MediaNode</h1>
            <p>The page to try the API is not built yet. In the folder of the source, run</p>
            <pre><code>cd web &amp;&amp; npm ci &amp;&amp; npm run build</code></pre>
            <p>then build and start the node again. <code>./run</code> does all of it.</p>
            <p>The description itself is always at <a href="../openapi.json">/openapi.json</a>.</p>
          </body>
        </html>
        """;
}
