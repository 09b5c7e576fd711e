using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>Reads what stands behind the question mark.</summary>
internal static class Query
{
    /// <returns>The number under a name, or <paramref name="otherwise"/> when there is none.</returns>
    /// <exception cref="RefusedException">It is no number, or too small or large.</exception>
    public static long NumberOf(this HttpRequest request, string name, long otherwise, long least, long most)
    {
        if (!request.Query.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new RefusedException($"`{name}` must be a number from {least} to {most}.");
    }

    /// <exception cref="RefusedException">It is neither <c>true</c> nor <c>false</c>.</exception>
    public static bool FlagOf(this HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text))
        {
            return false;
        }

        return text.ToString() switch
        {
            "true" or "" => true,
            "false" => false,
            _ => throw new RefusedException($"`{name}` must be true or false."),
        };
    }
}
