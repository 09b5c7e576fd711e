using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNode.Backups;

/// <summary>What a backup is: written last, so that where it is, all of it is there.</summary>
internal sealed record Manifest
{
    public const string FileName = "manifest.json";

    /// <summary>The digest of the manifest's bytes, as <c>sha256sum</c> writes it.</summary>
    public const string DigestName = "manifest.json.sha256";

    /// <summary>The only format so far.</summary>
    public const int PresentFormat = 1;

    private const int MostBytes = 1 << 20;

    public required int Format { get; init; }

    /// <summary>The version of the node that made it.</summary>
    public required string Node { get; init; }

    /// <summary>As of when: all that was acknowledged before is in it.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The last migration of its catalogue.</summary>
    public required int Schema { get; init; }

    /// <summary>Media that are offered.</summary>
    public required long Media { get; init; }

    /// <summary>Files of media, of renditions and of thumbnails.</summary>
    public required long Files { get; init; }

    /// <summary>Of these files.</summary>
    public required long Bytes { get; init; }

    public required ManifestPart Catalogue { get; init; }

    /// <summary>The list of the files.</summary>
    public required ManifestPart List { get; init; }

    /// <summary>What media keys and credentials are wrapped by; null for a backup that was made without.</summary>
    public required IReadOnlyList<ManifestPart>? Keys { get; init; }

    /// <summary>Media that the catalogue offers and whose bytes are not here.</summary>
    public required long Missing { get; init; }

    /// <summary>Writes it into a directory, durable.</summary>
    public void Write(string directory)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.Manifest);
        DurableFile.Write(Path.Combine(directory, DigestName), Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {FileName}\n"));
        DurableFile.Write(Path.Combine(directory, FileName), bytes);
    }

    /// <exception cref="BackupRefusedException">There is none, it was changed, or it is of a newer format.</exception>
    public static Manifest Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var bytes = DurableFile.Read(path, MostBytes)
            ?? throw new BackupRefusedException($"{path} is not there, or not a file of a manifest's size: without it this is no complete backup.");
        var digest = $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {FileName}\n";
        if (DurableFile.Read(Path.Combine(directory, DigestName), MostBytes) is not { } written || Encoding.ASCII.GetString(written) != digest)
        {
            throw new BackupRefusedException($"{path} was changed since it was written: {DigestName} has another digest, or is not there.");
        }

        try
        {
            using var parsed = JsonDocument.Parse(bytes);
            if (parsed.RootElement.GetProperty("format").GetInt32() is var format && format != PresentFormat)
            {
                throw new BackupRefusedException($"{path} has format {format}; this MediaNode reads format {PresentFormat}. Use the version that made it, or a newer one.");
            }

            return parsed.Deserialize(ManifestJson.Default.Manifest)!;
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BackupRefusedException($"{path} is not a manifest: {unreadable.Message}", unreadable);
        }
    }
}

/// <summary>A file that the manifest vouches for.</summary>
/// <param name="Name">Below the directory of the manifest.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Digest">SHA-256, hex.</param>
internal sealed record ManifestPart(string Name, long Length, string Digest);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
