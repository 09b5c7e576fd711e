using System.Text.Json.Nodes;

namespace MediaNode.Business;

/// <summary>Reads of the settings, which were checked when they were set, those that the node goes by.</summary>
internal static class ApplicationSettingsReader
{
    /// <param name="whole">With the defaults.</param>
    public static ApplicationSettings Read(JsonObject whole)
    {
        var webhooks = whole["webhooks"]!;
        var message = webhooks["message"]!;
        return new ApplicationSettings
        {
            WebhookUrl = Text(webhooks["url"]) is { Length: > 0 } url ? new Uri(url) : null,
            MaxConcurrentRequests = int.Parse(Text(webhooks["max_concurrent_requests"]), System.Globalization.CultureInfo.InvariantCulture),
            CallbackPersist = Flag(whole["callback_persist"]),
            BackoffStep = Milliseconds(whole["callback_backoff_delay_ms"]),
            BackoffCap = Milliseconds(whole["max_callback_backoff_delay_ms"]),
            TellSent = Flag(message["sent"]),
            TellDelivered = Flag(message["delivered"]),
            TellRead = Flag(message["read"]),
            CollectMedia = Flag(whole["garbagecollector_enable"]!["media"]),
            CollectMessages = Flag(whole["garbagecollector_enable"]!["messages"]),
            AutoDownload = KindSet.Of(whole["media"]!["auto_download"]!.AsArray().Select(Text)),
        };
    }

    private static string Text(JsonNode? node) => node!.AsValue().ToString();

    private static bool Flag(JsonNode? node) => node!.GetValue<bool>();

    private static TimeSpan Milliseconds(JsonNode? node) =>
        TimeSpan.FromMilliseconds(long.Parse(Text(node), System.Globalization.CultureInfo.InvariantCulture));
}
