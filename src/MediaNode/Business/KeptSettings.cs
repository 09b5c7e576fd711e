using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNode.Problems;

namespace MediaNode.Business;

/// <summary>What the business set, kept over restarts.</summary>
internal sealed class KeptSettings : IApplicationSettings
{
    private readonly Lock _reading = new();
    private readonly SettingRows _rows;
    private readonly IWebhookPlaces _places;
    private readonly KeptObject _application;
    private volatile ApplicationSettings _current;
    private volatile string? _webhookCa;

    public KeptSettings(SettingRows rows, IWebhookPlaces places)
    {
        (_rows, _places) = (rows, places);
        _application = new KeptObject(rows, SettingRows.Application, KnownSettings.Application);
        Profile = new KeptObject(rows, SettingRows.Profile, KnownSettings.Profile);
        About = new KeptObject(rows, SettingRows.About, KnownSettings.About);
        Compliance = new KeptObject(rows, SettingRows.Compliance, KnownSettings.Compliance);
        _current = ApplicationSettingsReader.Read(_application.Whole);
        _webhookCa = ReadWebhookCa();
    }

    public event Action? Changed;

    public ApplicationSettings Current => _current;

    public string? WebhookCa => _webhookCa;

    public KeptObject Profile { get; }

    public KeptObject About { get; }

    public KeptObject Compliance { get; }

    /// <summary>All settings of the application with their defaults, as they are given back.</summary>
    public JsonObject Application => _application.Whole;

    /// <summary>Those of the application that were set.</summary>
    public JsonObject ApplicationKept => _application.Kept;

    /// <returns>Null when it is merged and durable; otherwise why nothing changed.</returns>
    public async Task<Refusal?> MergeApplicationAsync(JsonElement given)
    {
        // A receiver that was set while other rules held does not stand in the way of other settings.
        var refusal = await _application.MergeAsync(given, (next, present) => UrlOf(next) == UrlOf(present) ? null : WhyNotTell(next));
        if (refusal is null)
        {
            Announce();
        }

        return refusal;
    }

    /// <param name="application">What would be kept.</param>
    /// <returns>Why webhooks may not go where it says; null when they may.</returns>
    public Refusal? WhyNotTell(JsonObject application) => UrlOf(application) is { } url && _places.WhyNot(new Uri(url)) is { } why
        ? Problem.ParameterInvalid.Because($"webhooks.url will not do: {why}.")
        : null;

    public async Task ResetApplicationAsync()
    {
        await _application.ResetAsync();
        Announce();
    }

    /// <param name="pem">Checked; null for the system's certificates.</param>
    public async Task SetWebhookCaAsync(string? pem)
    {
        await _rows.WriteAsync((SettingRows.WebhookCa, pem is null ? null : Encoding.UTF8.GetBytes(pem)));
        Announce();
    }

    /// <summary>Replaces rows, all or none, with ones that were checked.</summary>
    public async Task ReplaceAsync(IReadOnlyList<(string Name, byte[]? Value)> rows)
    {
        await _rows.ChangeAsync(async () =>
        {
            await _rows.WriteAsync(rows);
            foreach (var subject in new[] { _application, Profile, About, Compliance })
            {
                subject.Reload();
            }

            return true;
        });
        Announce();
    }

    private void Announce()
    {
        lock (_reading)
        {
            // Of two changes at once, the later reader finds both.
            _current = ApplicationSettingsReader.Read(_application.Whole);
            _webhookCa = ReadWebhookCa();
        }

        Changed?.Invoke();
    }

    private static string? UrlOf(JsonObject application) => application["webhooks"]?["url"]?.GetValue<string>() is { Length: > 0 } url ? url : null;

    private string? ReadWebhookCa() => _rows.Read(SettingRows.WebhookCa) is { } pem ? Encoding.UTF8.GetString(pem) : null;
}
