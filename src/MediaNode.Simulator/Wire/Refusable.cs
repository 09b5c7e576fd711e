using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>Turns refusals into answers.</summary>
internal static class Refusable
{
    /// <summary>The same, but that a <see cref="RefusedException"/> becomes <c>{"error":"words"}</c>.</summary>
    public static RequestDelegate Of(RequestDelegate handle) => async context =>
    {
        try
        {
            await handle(context);
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await JsonAnswer.ErrorAsync(context, refused.Status, refused.Message);
        }
    };
}
