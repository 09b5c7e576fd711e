using System.Diagnostics.CodeAnalysis;

namespace MediaNode.Formats;

/// <summary>One media type, such as <c>audio/ogg; codecs=opus</c> (RFC 9110 §8.3.1).</summary>
/// <remarks>
/// The text is kept as the client wrote it, because it is given back verbatim. Equality looks through the spelling: the case of type,
/// subtype and parameter names, quotes, white space and the order of parameters do not matter, nor does case in the values of
/// <c>charset</c> and <c>codecs</c>. No two charsets or codecs in use differ by case alone, and clients write <c>UTF-8</c> and <c>OPUS</c>.
/// </remarks>
public sealed class MediaType : IEquatable<MediaType>
{
    /// <summary>The longest text accepted, in characters. The longest names that RFC 6838 §4.2 allows make 255.</summary>
    public const int MaxLength = 255;

    private readonly int _slash;

    internal MediaType(string text, string essence, int slash, IReadOnlyDictionary<string, string> parameters)
    {
        Text = text;
        Essence = essence;
        _slash = slash;
        Parameters = parameters;
    }

    /// <summary>The media type exactly as it was given: printable ASCII and tabs, at most <see cref="MaxLength"/> characters.</summary>
    public string Text { get; }

    /// <summary>Type and subtype in lower case and without parameters: <c>image/jpeg</c>.</summary>
    public string Essence { get; }

    /// <summary>What stands before the slash, in lower case: <c>image</c>.</summary>
    public string Type => Essence[.._slash];

    /// <summary>What stands after the slash, in lower case: <c>jpeg</c>.</summary>
    public string Subtype => Essence[(_slash + 1)..];

    /// <summary>The parameters by name, in the order given.</summary>
    /// <remarks>Names are lower case and found in any case. Values have no quotes or escapes, keep their case, are never empty.</remarks>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Whether this is a body of several parts (RFC 2046 §5.1), such as <c>multipart/form-data</c>.</summary>
    public bool IsMultipart => Essence.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>Reads one media type by the grammar of RFC 9110 §8.3.1; white space may stand around it (§5.5).</summary>
    /// <remarks>
    /// Stricter than the grammar in four things that no stored file can mean: wildcards, two parameters of one name, empty values in
    /// quotes and characters beyond ASCII are refused.
    /// </remarks>
    /// <param name="text">The value of a <c>Content-Type</c> field. <see langword="null"/> reads as empty.</param>
    /// <param name="type">The media type when the answer is <see langword="true"/>.</param>
    /// <param name="why">
    /// Otherwise one sentence for the client: what was found and what would be accepted. It is printable ASCII and repeats no more of the
    /// text than a single character, so it may be shown and logged.
    /// </param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MediaType? type, [NotNullWhen(false)] out string? why)
    {
        var parser = new MediaTypeParser(text ?? "");
        type = parser.Parse();
        why = parser.Why;
        return type is not null;
    }

    public bool Equals(MediaType? other)
    {
        if (other is null || Essence != other.Essence || Parameters.Count != other.Parameters.Count)
        {
            return false;
        }

        foreach (var (name, value) in Parameters)
        {
            if (!other.Parameters.TryGetValue(name, out var theirs) || !string.Equals(value, theirs, ComparisonOf(name)))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as MediaType);

    public override int GetHashCode()
    {
        // A sum, because the order of the parameters must not matter.
        var parameters = 0;
        foreach (var (name, value) in Parameters)
        {
            parameters += HashCode.Combine(name, value.GetHashCode(ComparisonOf(name)));
        }

        return HashCode.Combine(Essence, parameters);
    }

    /// <returns>The text as it was given.</returns>
    public override string ToString() => Text;

    public static bool operator ==(MediaType? left, MediaType? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(MediaType? left, MediaType? right) => !(left == right);

    // Names are lower case here: the parser made them so.
    private static StringComparison ComparisonOf(string name) =>
        name is "charset" or "codecs" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
