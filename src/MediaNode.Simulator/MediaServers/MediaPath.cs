using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.MediaServers;

/// <summary>The paths under which blobs are fetched, of the shape that WhatsApp's have.</summary>
internal static class MediaPath
{
    private const string NameEnd = "_n.enc";

    // The number that stands in the path for what was uploaded, as seen in the wild.
    private static readonly Dictionary<string, string> _folders = new()
    {
        ["image"] = "t62.7118-24",
        ["video"] = "t62.7161-24",
        ["gif"] = "t62.7161-24",
        ["ptv"] = "t62.7161-24",
        ["audio"] = "t62.7114-24",
        ["ptt"] = "t62.7117-24",
        ["document"] = "t62.7119-24",
        ["sticker"] = "t62.15575-24",
        ["thumbnail-image"] = "t62.36147-24",
        ["thumbnail-video"] = "t62.36147-24",
        ["thumbnail-document"] = "t62.36145-24",
        ["thumbnail-link"] = "t62.36144-24",
    };

    /// <summary>The types of media that can be uploaded.</summary>
    public static IReadOnlyCollection<string> Types => _folders.Keys;

    /// <summary>A path from the root of a host, with the query that belongs to it.</summary>
    /// <remarks>The blob is found by its id, which nobody can guess. <c>oh</c> is a signature on the real servers; here a digest stands for it.</remarks>
    public static string Of(Blob blob) => $"/v/{_folders[blob.Type]}/{blob.Id}{NameEnd}?ccb=11-4&oh={SignatureOf(blob)}&oe={ExpiryOf(blob)}&_nc_sid=5e03e0";

    /// <summary>Whether a query is that of the path that was given out: its signature and its expiry, neither changed nor left out.</summary>
    public static bool IsOf(Blob blob, IQueryCollection query) => query["oh"] == SignatureOf(blob) && query["oe"] == ExpiryOf(blob);

    /// <returns>The id that the last part of a path holds; null when it is of no such shape.</returns>
    public static string? IdIn(string? name) =>
        name is not null && name.Length == Blob.IdLength + NameEnd.Length && name.EndsWith(NameEnd, StringComparison.Ordinal)
            ? name[..Blob.IdLength]
            : null;

    private static string SignatureOf(Blob blob) =>
        $"01_{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{blob.Id} {ExpiryOf(blob)}")).AsSpan(0, 16))}";

    private static string ExpiryOf(Blob blob) => blob.ExpiresAt.ToUnixTimeSeconds().ToString("X", CultureInfo.InvariantCulture);
}
