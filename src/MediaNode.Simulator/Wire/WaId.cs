using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>The number of a phone or of a business: its digits only.</summary>
internal static class WaId
{
    private const int Fewest = 7;
    private const int Most = 15;

    /// <summary>Whatever has 7 to 15 digits once <c>+</c>, spaces, dashes, dots and brackets are gone.</summary>
    public static bool TryRead(string? text, out string waId)
    {
        waId = "";
        if (text is null || text.Length > 64)
        {
            return false;
        }

        waId = string.Concat(text.Where(c => !" +-.()[]".Contains(c, StringComparison.Ordinal)));
        return waId.Length is >= Fewest and <= Most && waId.All(char.IsAsciiDigit);
    }

    /// <returns>The number that stands in the path under <paramref name="name"/>.</returns>
    /// <exception cref="RefusedException">It is none.</exception>
    public static string Of(HttpContext context, string name) => Read(context.Request.RouteValues[name] as string, name);

    /// <exception cref="RefusedException">It is no number.</exception>
    public static string Read(string? text, string name) => TryRead(text, out var waId)
        ? waId
        : throw new RefusedException($"`{name}` must be a phone number of {Fewest} to {Most} digits.");
}
