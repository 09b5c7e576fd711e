using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Quarantining;

/// <summary>What an operator wants blocked: a media's content, or a digest.</summary>
/// <param name="Digest">SHA-256.</param>
/// <param name="FromMedia">The media that was named; null when it was a digest.</param>
/// <param name="Reason">In words.</param>
internal sealed record QuarantineRequest(byte[] Digest, string? FromMedia, string Reason)
{
    /// <summary>The most characters of a reason: it stands in every refusal.</summary>
    public const int MostReason = 300;

    private const int DigestBytes = 32;

    private static readonly string[] _members = ["media", "digest", "reason"];

    // It stands within the sentence of a refusal: what follows it must stay where it is, and readable.
    private static readonly SearchValues<char> _odd = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(static code => (char)code).Where(char.IsControl), .. "\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"]);

    /// <returns>What is wanted, or why it cannot be had.</returns>
    public static (QuarantineRequest? Request, Refusal? Refusal) Read(JsonElement body, IServiceProvider services)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (!_members.Contains(member.Name) || member.Value.ValueKind != JsonValueKind.String)
            {
                return No(Problem.ParameterInvalid.Because($"This call takes {string.Join(", ", _members)}, each a text."));
            }
        }

        if (body.Text("reason")?.Trim() is not { } reason || reason.All(IsUnseen))
        {
            return No(Problem.ParameterMissing.Because("reason says in words why; whoever is refused reads it."));
        }

        if (reason.Length > MostReason)
        {
            return No(Problem.ParameterInvalid.Because($"reason has {reason.Length} characters; at most {MostReason} are accepted."));
        }

        if (reason.AsSpan().IndexOfAny(_odd) is var at and >= 0)
        {
            return No(Problem.ParameterInvalid.Because(
                $"reason holds the character U+{(int)reason[at]:X4}; it must be one line of text, without control characters and marks that turn the direction of writing."));
        }

        return (body.Text("media"), body.Text("digest")) switch
        {
            ({ } media, null) => DigestOf(media, services) is { } known
                ? (new QuarantineRequest(known, media, reason), null)
                : No(Problem.MediaNotFound.Because("No media has this id. Content that is not here is blocked by its digest.")),
            (null, { } text) => TryParse(text, out var digest)
                ? (new QuarantineRequest(digest, null, reason), null)
                : No(Problem.ParameterInvalid.Because("digest must be a SHA-256: 64 hexadecimal digits, or 32 bytes in Base64.")),
            (null, null) => No(Problem.ParameterMissing.Because("Name a media by its id, or a digest.")),
            _ => No(Problem.ParameterInvalid.Because("Name a media or a digest, not both.")),
        };
    }

    /// <summary>Reads a SHA-256 in hexadecimal digits, or in Base64 of either alphabet.</summary>
    public static bool TryParse(string text, out byte[] digest)
    {
        digest = new byte[DigestBytes];
        return text.Length == 2 * DigestBytes
            ? Convert.FromHexString(text, digest, out _, out var read) == OperationStatus.Done && read == DigestBytes
            : text.Length <= 44 && Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/').TrimEnd('=').PadRight(44, '='), digest, out var written)
                && written == DigestBytes;
    }

    private static bool IsUnseen(char one) => char.GetUnicodeCategory(one) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator;

    // A user's media that has not come is known by what its message says of it.
    private static byte[]? DigestOf(string media, IServiceProvider services) => !MediaId.TryParse(media, out var id) ? null
        : services.GetRequiredService<MediaCatalog>().Find(id)?.Digest ?? services.GetRequiredService<InboundCatalog>().Find(media)?.Digest;

    private static (QuarantineRequest?, Refusal?) No(Refusal why) => (null, why);
}
