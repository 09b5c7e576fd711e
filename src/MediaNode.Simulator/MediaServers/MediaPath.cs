using System.Globalization;
using System.Security.Cryptography;
using System.Text;

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
    /// <remarks>Only the id is ever looked at: nobody can guess one. <c>oh</c> is a signature on the real servers, and here for its looks.</remarks>
    public static string Of(Blob blob)
    {
        var signature = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(blob.Id)).AsSpan(0, 16));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/v/{_folders[blob.Type]}/{blob.Id}{NameEnd}?ccb=11-4&oh=01_{signature}&oe={blob.ExpiresAt.ToUnixTimeSeconds():X}&_nc_sid=5e03e0");
    }

    /// <returns>The id that the last part of a path holds; null when it is of no such shape.</returns>
    public static string? IdIn(string? name) =>
        name is not null && name.Length == Blob.IdLength + NameEnd.Length && name.EndsWith(NameEnd, StringComparison.Ordinal)
            ? name[..Blob.IdLength]
            : null;
}
