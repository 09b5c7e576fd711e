using System.Globalization;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Faults;

/// <summary>Faults that happen instead of what was asked for.</summary>
internal static class FaultAnswer
{
    /// <summary>Answers with the one that is among the faults, if one is.</summary>
    /// <returns>False when the request is still to be answered.</returns>
    public static async Task<bool> TryAsync(HttpContext context, IReadOnlyList<Fault> faults)
    {
        foreach (var fault in faults)
        {
            switch (fault.Type)
            {
                case FaultType.HostDown:
                    context.Abort();
                    return true;
                case FaultType.Unauthorized:
                    await AnswerAsync(context, StatusCodes.Status401Unauthorized, fault);
                    return true;
                case FaultType.TooManyRequests:
                    context.Response.Headers.RetryAfter = fault.RetryAfter?.ToString(CultureInfo.InvariantCulture);
                    await AnswerAsync(context, StatusCodes.Status429TooManyRequests, fault);
                    return true;
                case FaultType.Throttled:
                    await AnswerAsync(context, StatusCodes.Status507InsufficientStorage, fault);
                    return true;
                case FaultType.ServerError:
                    await AnswerAsync(context, StatusCodes.Status500InternalServerError, fault);
                    return true;
            }
        }

        return false;
    }

    public static Fault? Find(this IReadOnlyList<Fault> faults, string type) => faults.FirstOrDefault(fault => fault.Type == type);

    private static Task AnswerAsync(HttpContext context, int status, Fault fault) =>
        context.RefuseAsync(status, $"The fault {fault.Type} of /sim/faults.");
}
