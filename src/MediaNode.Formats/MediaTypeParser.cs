using System.Buffers;
using System.Collections.ObjectModel;

namespace MediaNode.Formats;

/// <summary>Reads one media type from left to right, by the grammar of RFC 9110:</summary>
/// <remarks><code>
/// media-type = token "/" token parameters                                §8.3.1
/// parameters = *( OWS ";" OWS [ token "=" ( token / quoted-string ) ] )  §5.6.6
/// </code></remarks>
internal ref struct MediaTypeParser(string text)
{
    private const string WhiteSpace = " \t";

    private static readonly SearchValues<char> _plainCharacters =
        SearchValues.Create(WhiteSpace + string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)));

    // RFC 9110 §5.6.2.
    private static readonly SearchValues<char> _tokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private int _at;

    /// <summary>The public reason of a refusal; <see langword="null"/> after success.</summary>
    public string? Why { get; private set; }

    /// <returns>The media type, or <see langword="null"/> when the text is refused; <see cref="Why"/> then gives the reason.</returns>
    public MediaType? Parse()
    {
        SkipWhiteSpace();
        if (_at == text.Length || text.Length > MediaType.MaxLength)
        {
            Why = _at == text.Length
                ? "The media type is empty; one such as image/jpeg is accepted."
                : $"The media type has {text.Length} characters; at most {MediaType.MaxLength} are accepted.";
            return null;
        }

        if (text.AsSpan().IndexOfAnyExcept(_plainCharacters) is var odd and >= 0)
        {
            Why = $"Character {odd + 1} is U+{(int)text[odd]:X4}; only printable ASCII is accepted.";
            return null;
        }

        var start = _at;
        if (!TryReadToken("a type such as image", out var type) ||
            !TryTake('/', "\"/\" and a subtype") ||
            !TryReadToken("a subtype such as jpeg", out var subtype))
        {
            return null;
        }

        if (type is "*" || subtype is "*")
        {
            Why = "A wildcard was found; one full media type such as image/jpeg is accepted.";
            return null;
        }

        // Both calls return the very same string when there is nothing to cut and nothing to lower: the common case copies nothing.
        var essence = text[start.._at].ToLowerInvariant();
        return TryReadParameters(out var parameters) ? new MediaType(text, essence, type.Length, parameters) : null;
    }

    private bool TryReadParameters(out ReadOnlyDictionary<string, string> parameters)
    {
        parameters = ReadOnlyDictionary<string, string>.Empty;
        Dictionary<string, string>? found = null;

        for (SkipWhiteSpace(); _at < text.Length; SkipWhiteSpace())
        {
            if (!TryTake(';', "\";\" and a parameter, or the end,"))
            {
                return false;
            }

            SkipWhiteSpace();
            if (_at == text.Length || text[_at] == ';')
            {
                continue; // The grammar allows empty parameters, and with them a last semicolon.
            }

            if (!TryReadToken("a parameter name", out var name) || !TryTake('=', "\"=\" and a value") || !TryReadValue(out var value))
            {
                return false;
            }

            found ??= new(StringComparer.OrdinalIgnoreCase);
            if (!found.TryAdd(name.ToString().ToLowerInvariant(), value))
            {
                Why = $"The parameter that ends at character {_at} repeats a name; one parameter of each name is accepted.";
                return false;
            }
        }

        parameters = found?.AsReadOnly() ?? parameters;
        return true;
    }

    private bool TryReadValue(out string value)
    {
        value = "";
        if (_at < text.Length && text[_at] == '"')
        {
            return TryReadQuoted(out value);
        }

        if (!TryReadToken("a value", out var token))
        {
            return false;
        }

        value = token.ToString();
        return true;
    }

    /// <summary>Reads a quoted-string, RFC 9110 §5.6.4. All characters are known to be plain by now, so any may stand here.</summary>
    private bool TryReadQuoted(out string value)
    {
        Span<char> unquoted = stackalloc char[MediaType.MaxLength];
        var length = 0;
        var open = _at++;

        while (_at < text.Length && text[_at] != '"')
        {
            if (text[_at] == '\\' && ++_at == text.Length)
            {
                break;
            }

            unquoted[length++] = text[_at++];
        }

        value = unquoted[..length].ToString();
        if (_at == text.Length)
        {
            Why = $"The quote at character {open + 1} is not closed; a value in quotes ends with a quote.";
            return false;
        }

        _at++;
        Why = length == 0 ? $"The value at character {open + 1} is empty; a value of at least one character is accepted." : null;
        return length > 0;
    }

    private bool TryReadToken(string expected, out ReadOnlySpan<char> token)
    {
        var rest = text.AsSpan(_at);
        var length = rest.IndexOfAnyExcept(_tokenCharacters);
        token = length < 0 ? rest : rest[..length];
        _at += token.Length;
        return !token.IsEmpty || Unexpected(expected);
    }

    private bool TryTake(char wanted, string expected)
    {
        if (_at == text.Length || text[_at] != wanted)
        {
            return Unexpected(expected);
        }

        _at++;
        return true;
    }

    private bool Unexpected(string expected)
    {
        Why = _at == text.Length ? $"The media type ends after character {_at}; {expected} is accepted there."
            : text[_at] == ',' ? $"A list was found, with a comma at character {_at + 1}; one media type is accepted."
            : text[_at] is ' ' or '\t' ? $"Character {_at + 1} is white space; {expected} is accepted there."
            : $"Character {_at + 1} is '{text[_at]}'; {expected} is accepted there.";
        return false;
    }

    private void SkipWhiteSpace()
    {
        while (_at < text.Length && WhiteSpace.Contains(text[_at], StringComparison.Ordinal))
        {
            _at++;
        }
    }
}
