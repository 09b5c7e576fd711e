using System.Globalization;
using System.Net.Mail;
using System.Text.Json.Nodes;

namespace MediaNode.Business;

/// <summary>What a value of one form becomes, or what would be accepted in its place.</summary>
/// <param name="Node">As it is kept and given back; null removes the setting.</param>
/// <param name="Accepted">In words; null when the value is good.</param>
/// <param name="Culprit">Which part of the value is not; null for the whole.</param>
internal readonly record struct Formed(JsonNode? Node, string? Accepted = null, Given? Culprit = null);

/// <summary>How a setting is read, leniently: texts for numbers and booleans, objects for arrays.</summary>
internal delegate Formed SettingForm(Given given);

/// <summary>The forms that settings have.</summary>
internal static class SettingForms
{
    private const int LongestUrl = 2048; // Browsers and proxies agree on no more.

    public static Formed Flag(Given given) => given.Text?.ToLowerInvariant() switch
    {
        "true" or "1" => new Formed(JsonValue.Create(true)),
        "false" or "0" => new Formed(JsonValue.Create(false)),
        _ => new Formed(null, "true or false"),
    };

    /// <summary>Passed over: it is neither kept nor given back.</summary>
    public static Formed Nothing(Given given) => new(null);

    public static SettingForm Whole(long least, long most) => given => given.Whole is { } number && number >= least && number <= most
        ? new Formed(JsonValue.Create(number))
        : new Formed(null, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    /// <param name="most">Characters; one beyond the basic plane counts once.</param>
    public static SettingForm Text(int most) => given =>
        given.Text is not { } text || Given.Characters(text) > most
            ? new Formed(null, string.Create(CultureInfo.InvariantCulture, $"a text of at most {most} characters"))
        : text.Any(static unit => char.IsControl(unit) && unit is not ('\n' or '\r' or '\t'))
            ? new Formed(null, "a text without control characters, but for the ends of lines,")
        : new Formed(JsonValue.Create(text));

    public static SettingForm Email(int most) => given =>
        given.Text is "" ? new Formed(JsonValue.Create(""))
        : given.Text is { } text && text.Length <= most && MailAddress.TryCreate(text, out var address) && address.Address == text
        ? new Formed(JsonValue.Create(text))
        : new Formed(null, string.Create(CultureInfo.InvariantCulture, $"an e-mail address of at most {most} characters, or an empty text,"));

    /// <summary>An array of those, in the order given and without repetition.</summary>
    public static SettingForm SomeOf(params string[] choices) => given =>
    {
        var found = new List<string>();
        foreach (var item in given.Items ?? [given])
        {
            if (choices.FirstOrDefault(choice => string.Equals(choice, item.Text, StringComparison.OrdinalIgnoreCase)) is not { } choice)
            {
                return new Formed(null, $"{(given.Items is null ? "an array of some of" : "one of")} {string.Join(", ", choices)}", item);
            }

            if (!found.Contains(choice))
            {
                found.Add(choice);
            }
        }

        return new Formed(ArrayOf(found));
    };

    /// <summary>Where webhooks go; whether they may is asked of <see cref="IWebhookPlaces"/>. An empty text removes.</summary>
    public static Formed WebhookUrl(Given given) =>
        given.Text is "" ? new Formed(null)
        : Url(given.Text) is not { } url
        ? new Formed(null, "an https:// address, an http:// one of this machine (localhost, 127.0.0.1, [::1]), or an empty text to remove it,")
        : UrlRules.WhatInstead(url) is { } instead ? new Formed(null, instead)
        : new Formed(JsonValue.Create(given.Text));

    /// <param name="most">Addresses.</param>
    public static SettingForm Websites(int most) => given =>
    {
        var items = (given.Text is "" ? [] : given.Items ?? [given]).Where(static item => item.IsThere && item.Text is not "").ToList();
        var wrong = items.FindIndex(static item => item.Text is not { Length: <= 256 } text || Url(text) is null);
        return wrong >= 0 ? new Formed(null, "an http:// or https:// address of at most 256 characters", items[wrong])
            : items.Count > most ? new Formed(null, string.Create(CultureInfo.InvariantCulture, $"an array of at most {most} addresses"))
            : new Formed(ArrayOf(items.Select(static item => item.Text!)));
    };

    private static JsonArray ArrayOf(IEnumerable<string> texts) => [.. texts.Select(static text => (JsonNode)JsonValue.Create(text))];

    private static Uri? Url(string? text) =>
        text is { Length: <= LongestUrl } && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.Host.Length > 0 ? url : null;
}
