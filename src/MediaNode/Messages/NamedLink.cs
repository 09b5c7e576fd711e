using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Problems;

namespace MediaNode.Messages;

/// <summary>A link as a message names it.</summary>
/// <param name="Url">As it was written.</param>
/// <param name="Provider">Whose credentials go with it; empty for none.</param>
/// <param name="ProviderPath">Where that is named: <c>image.provider.name</c>.</param>
internal sealed record NamedLink(string Url, string Provider, string ProviderPath)
{
    /// <summary>Characters. Signed addresses of object stores with a session's token have some 2,000; few servers take a line of more.</summary>
    public const int MostCharacters = 8192;

    /// <param name="media">The object of the media.</param>
    /// <param name="text">Its <c>link</c>.</param>
    /// <returns>Null, and a finding, when nothing could be fetched from it.</returns>
    public static NamedLink? Read(Parameter media, string text)
    {
        var (link, provider) = (media["link"], media["provider"]);
        var (prefix, url) = Split(text);
        if (WhyNot(url) is { } why)
        {
            link.Invalid(why);
            return null;
        }

        var name = provider.IsObject ? provider["name"] : provider;
        var named = name.Text() ?? "";
        if (provider.IsObject && named.Length == 0)
        {
            // Whoever has a provider in mind must not have it fetched without credentials.
            if (name.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                name.Add(Problem.ParameterMissing, $"is {(name.IsGiven ? "empty" : "missing")}; the name of a provider is accepted. A link without provider is fetched without credentials.");
            }

            return null;
        }

        if (prefix.Length > 0 && named.Length > 0 && prefix != named)
        {
            link.Invalid($"names another provider than {name.Path}; one is accepted.");
            return null;
        }

        return prefix.Length > 0 ? new NamedLink(url, prefix, link.Path) : new NamedLink(url, named, name.Path);
    }

    /// <returns>The link with its provider's credentials; or why there are none.</returns>
    public (LinkKey Key, Finding? WhyNot) Resolve(ProviderCatalog providers)
    {
        if (Provider.Length == 0)
        {
            return (new LinkKey(Url, "", 0), null);
        }

        return providers.Find(Provider) is { } known ? (new LinkKey(Url, Provider, known.Revision), null)
            : (new LinkKey(Url, Provider, 0), Finding.Of(
                ProviderPath, Problem.ParameterInvalid,
                $"names the provider {Shown(Provider)}, which is not known; POST /v1/settings/application/media/providers adds one. A link without provider is fetched without credentials."));
    }

    public override string ToString() => nameof(NamedLink);

    /// <summary>The oldest form has the provider in front: <c>files/https://host/path</c>.</summary>
    private static (string Provider, string Url) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && text[slash - 1] != ':' && IsWeb(text.AsSpan(slash + 1)) ? (text[..slash], text[(slash + 1)..]) : ("", text);
    }

    private static string? WhyNot(string url) =>
        url.Length > MostCharacters ? $"has {url.Length} characters; at most {MostCharacters} are accepted."
        : url.Any(char.IsControl) ? "has a control character, such as a line break; none is accepted."
        : !IsWeb(url) || !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0
            ? "is no address of the web; an absolute one with http:// or https:// is accepted."
        : null;

    private static bool IsWeb(ReadOnlySpan<char> url) => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static string Shown(string name) =>
        name.Length <= 64 && name.All(character => character is >= ' ' and <= '~') ? $"\"{name}\"" : "(another text)";
}
