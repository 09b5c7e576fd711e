using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNode.Problems;

namespace MediaNode.Business;

/// <summary>Everything that the business set, in one piece, but for the two-step PIN; and back, by the same rules as when it was set.</summary>
internal sealed class SettingsBackup(KeptSettings settings, SettingRows rows, MediaProviders providers)
{
    private const string Providers = "media_providers";

    public byte[] Write()
    {
        var all = new JsonObject
        {
            [SettingRows.Application] = settings.ApplicationKept.DeepClone(),
            [SettingRows.Profile] = settings.Profile.Kept.DeepClone(),
            [SettingRows.About] = settings.About.Kept.DeepClone(),
            [SettingRows.Compliance] = settings.Compliance.Kept.DeepClone(),
            [Providers] = new JsonArray([.. providers.All().Where(provider => provider.IsWhole).Select(provider => (JsonNode)provider.ToJson(masked: false))]),
        };
        if (rows.Read(SettingRows.Photo) is { } photo)
        {
            all[SettingRows.Photo] = Convert.ToBase64String(photo);
        }

        if (settings.WebhookCa is { } pem)
        {
            all[SettingRows.WebhookCa] = pem;
        }

        return JsonTree.Write(all);
    }

    /// <returns>Null when all of it holds; otherwise why nothing changed.</returns>
    public async Task<Refusal?> RestoreAsync(byte[] plain)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(plain);
        }
        catch (JsonException)
        {
            return Unusable("it is not JSON.");
        }

        using (document)
        {
            var replaced = new List<(string, byte[]?)>();
            var refusal = Read(document.RootElement, replaced);
            // A backup of before there were providers says nothing of them.
            var given = new Given(document.RootElement, "")[Providers];
            var (restored, whyNot) = refusal is null && given is { IsThere: true, Items: not { Count: 0 } } ? ProviderEndpoints.Read(given) : ([], null);
            refusal ??= whyNot is null ? null : Unusable(whyNot.Details);
            if (refusal is null)
            {
                await settings.ReplaceAsync(replaced);
                if (given.IsThere)
                {
                    await providers.ReplaceAsync(restored);
                }
            }

            return refusal;
        }
    }

    private Refusal? Read(JsonElement all, List<(string Name, byte[]? Value)> replaced)
    {
        if (all.ValueKind != JsonValueKind.Object)
        {
            return Unusable("it is not an object.");
        }

        foreach (var (name, table) in new[]
        {
            (SettingRows.Application, KnownSettings.Application), (SettingRows.Profile, KnownSettings.Profile),
            (SettingRows.About, KnownSettings.About), (SettingRows.Compliance, KnownSettings.Compliance),
        })
        {
            var given = new Given(all, "")[name];
            if (!given.IsObject)
            {
                return Unusable($"{name} is {given.Found}.");
            }

            var (kept, refusal) = table.Merge([], given.Value);
            refusal ??= name == SettingRows.Application ? settings.WhyNotTell(kept) : null;
            if (refusal is not null)
            {
                return Unusable($"{name}: {refusal.Details}");
            }

            replaced.Add((name, JsonTree.Write(kept)));
        }

        return ReadPhoto(new Given(all, "")[SettingRows.Photo], replaced) ?? ReadWebhookCa(new Given(all, "")[SettingRows.WebhookCa], replaced);
    }

    private static Refusal? ReadPhoto(Given given, List<(string Name, byte[]? Value)> replaced)
    {
        byte[]? photo = null;
        if (given.IsThere && (given.Value.ValueKind != JsonValueKind.String || !given.Value.TryGetBytesFromBase64(out photo)))
        {
            return Unusable("photo is not Base64.");
        }

        replaced.Add((SettingRows.Photo, photo));
        return photo is null ? null : ProfilePhoto.WhyNot(photo);
    }

    private static Refusal? ReadWebhookCa(Given given, List<(string Name, byte[]? Value)> replaced)
    {
        replaced.Add((SettingRows.WebhookCa, given.Text is { } pem ? Encoding.UTF8.GetBytes(pem) : null));
        return given.IsThere ? CertificateBundle.WhyNot(given.Text ?? "") : null;
    }

    private static Refusal Unusable(string why) => Problem.BackupUnreadable.Because($"The backup was opened, and cannot be used: {why}");
}
