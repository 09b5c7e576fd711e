using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary><c>GET /sim/openapi.json</c>: the simulator's description of its control, and words for whoever asks for something else.</summary>
internal static class Description
{
    public static void MapDescription(this WebApplication app)
    {
        using var stream = typeof(Description).Assembly.GetManifestResourceStream("simulator-openapi.json")
            ?? throw new InvalidOperationException("This build lacks its simulator-openapi.json.");
        var description = new byte[stream.Length];
        stream.ReadExactly(description);
        app.MapJson("GET", "/sim/openapi.json", async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = description.Length;
            await context.Response.Body.WriteAsync(description, context.RequestAborted);
        });

        // Routing answers a wrong path or method without a body.
        app.UseStatusCodePages(status =>
        {
            var (context, code) = (status.HttpContext, status.HttpContext.Response.StatusCode);
            var what = $"{context.Request.Method} {context.Request.Path}";
            return context.RefuseAsync(code, code switch
            {
                StatusCodes.Status404NotFound => $"There is no {what} here; /sim/openapi.json tells what there is.",
                StatusCodes.Status405MethodNotAllowed => $"{what} is not allowed; allowed is {context.Response.Headers.Allow}.",
                _ => $"{what} was refused.",
            });
        });
    }
}
