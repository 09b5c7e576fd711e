using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Secrets;

namespace MediaNode.Business;

/// <summary>The providers of media, whose secrets lie wrapped in the catalogue and are opened when they are needed.</summary>
internal sealed class MediaProviders(ProviderCatalog catalog, KeyWrap wrap)
{
    private const string Purpose = "MediaNode.MediaProvider";

    /// <summary>By name; without its secret where that cannot be opened any more.</summary>
    public IReadOnlyList<MediaProvider> All() => [.. catalog.All.Select(row => OpenOrNull(row.Name) ?? new MediaProvider(row.Name, null, null))];

    /// <returns>The provider with its secret, and the revision of it; null when there is none of this name.</returns>
    /// <exception cref="CryptographicException">The key that it was wrapped by is gone.</exception>
    public (MediaProvider Provider, long Revision)? Find(string name) => catalog.Find(name) is { } row ? (Open(row), row.Revision) : null;

    /// <summary>Adds and changes, all or none. What is as it was keeps its revision.</summary>
    /// <returns>Null when it is durable; otherwise why nothing changed.</returns>
    public async Task<Refusal?> PutAsync(IReadOnlyList<MediaProvider> providers)
    {
        var changed = new Dictionary<string, MediaProvider>(StringComparer.Ordinal);
        foreach (var provider in providers)
        {
            var (known, refusal) = WithSecret(provider);
            if (refusal is not null)
            {
                return refusal;
            }

            changed[provider.Name] = known!;
        }

        var rows = changed.Values.Where(provider => OpenOrNull(provider.Name) != provider).Select(provider => (provider.Name, Wrap(provider))).ToList();
        if (rows.Count > 0)
        {
            await catalog.PutAsync(rows);
        }

        return null;
    }

    /// <summary>Has these, and no others.</summary>
    public Task ReplaceAsync(IReadOnlyList<MediaProvider> providers) =>
        catalog.PutAsync([.. providers.DistinctBy(provider => provider.Name).Select(provider => (provider.Name, Wrap(provider)))], only: true);

    public Task<bool> RemoveAsync(string name) => catalog.RemoveAsync(name);

    /// <summary>Puts the secret that there is in the place of what was shown instead of it.</summary>
    private (MediaProvider? Provider, Refusal? Refusal) WithSecret(MediaProvider provider)
    {
        if (!provider.IsMasked)
        {
            return (provider, null);
        }

        var known = OpenOrNull(provider.Name);
        return provider.Bearer is not null && known?.Bearer is not null ? (known, null)
            : provider.Basic is { } basic && known?.Basic is { } there ? (known with { Basic = basic with { Password = there.Password } }, null)
            : (null, Problem.ParameterInvalid.Because(
                $"The secret of provider {provider.Name} is {MediaProvider.Mask}, which is shown in place of one; there is none of that sort to keep. Send the secret itself."));
    }

    private MediaProvider? OpenOrNull(string name)
    {
        try
        {
            return Find(name)?.Provider;
        }
        catch (CryptographicException)
        {
            // Set anew, it can be opened again.
            return null;
        }
    }

    private byte[] Wrap(MediaProvider provider) => wrap.WrapText(Purpose, Encoding.UTF8.GetString(JsonTree.Write(provider.ToJson(masked: false))));

    private MediaProvider Open(ProviderRow row)
    {
        using var json = JsonDocument.Parse(wrap.UnwrapText(Purpose, row.Credentials));
        return MediaProvider.Read(new Given(json.RootElement, "")).Provider ?? throw new CryptographicException("What was wrapped is no provider.");
    }
}
