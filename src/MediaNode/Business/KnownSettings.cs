using System.Text.Json.Nodes;
using static MediaNode.Business.SettingForms;

namespace MediaNode.Business;

/// <summary>The settings that the node knows, with the original's keys and defaults.</summary>
internal static class KnownSettings
{
    private const long OneDay = 86_400_000; // Milliseconds: whoever is down for longer is not helped by waiting longer.

    private static readonly string[] _incomingKinds = ["image", "video", "voice", "sticker", "audio", "document"];

    /// <summary><c>/v1/settings/application</c>, but for <c>wa_id</c>, which nobody sets here.</summary>
    public static readonly SettingTable Application = new(
        new("callback_persist", Flag, true),
        new("callback_backoff_delay_ms", Whole(1, OneDay), 3000),
        new("max_callback_backoff_delay_ms", Whole(1, OneDay), 900_000),
        new("heartbeat_interval", Whole(1, 86_400), 5),
        new("unhealthy_interval", Whole(1, 86_400), 30),
        new("garbagecollector_enable.media", Flag, ApplicationSettings.Default.CollectMedia),
        new("garbagecollector_enable.messages", Flag, ApplicationSettings.Default.CollectMessages),
        new("media.auto_download", SomeOf(_incomingKinds), new JsonArray([.. _incomingKinds.Select(kind => (JsonNode)kind)])),
        new("media.providers", Nothing), // They have a call of their own, and their secrets are not kept among these.
        new("notify_user_change_number", Flag, true),
        new("show_security_notifications", Flag, true),
        new("webhooks.url", WebhookUrl, ""),
        new("webhooks.max_concurrent_requests", Whole(1, 64), 6),
        new("webhooks.message.sent", Flag, ApplicationSettings.Default.TellSent),
        new("webhooks.message.delivered", Flag, ApplicationSettings.Default.TellDelivered),
        new("webhooks.message.read", Flag, ApplicationSettings.Default.TellRead),
        new("verbose_logging", Flag, false),
        new("log_level", Text(32), "info"),
        new("sent_status", Flag, SameAs: "webhooks.message.sent"),
        new("pass_through", Flag),
        new("db_garbagecollector_enable", Flag),
        new("on_call_pager", Text(256)),
        new("axolotl_context_striping_disabled", Flag),
        new("skip_referral_media_download", Flag),
        new("webhook_payload_conversation_pricingmodel_disabled", Flag));

    /// <summary><c>/v1/settings/business/profile</c>. The lengths are the largest that Meta's documents ever gave.</summary>
    public static readonly SettingTable Profile = new(
        new("address", Text(256), ""),
        new("description", Text(512), ""),
        new("email", Email(128), ""),
        new("vertical", Text(128), ""),
        new("websites", Websites(2), new JsonArray()));

    /// <summary><c>/v1/settings/profile/about</c>.</summary>
    public static readonly SettingTable About = new(new KnownSetting("text", Text(139), ""));

    /// <summary><c>/v1/settings/business/compliance_info</c>: what India asks of a business. No lengths are published; these are generous.</summary>
    public static readonly SettingTable Compliance = new(
        new("entity_name", Text(256)),
        new("entity_type", Text(128)),
        new("entity_type_custom", Text(256)),
        new("is_registered", Flag),
        new("customer_care_details.email", Email(128)),
        new("customer_care_details.landline_number", Text(32)),
        new("customer_care_details.mobile_number", Text(32)),
        new("grievance_officer_details.name", Text(256)),
        new("grievance_officer_details.email", Email(128)),
        new("grievance_officer_details.landline_number", Text(32)),
        new("grievance_officer_details.mobile_number", Text(32)));
}
