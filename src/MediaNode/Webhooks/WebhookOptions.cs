using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Webhooks;

/// <summary>Settings of the way to the receiver of webhooks. Where it is, is set by <c>/v1/settings/application</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    [Description("The key of the signatures `X-MediaNode-Signature-256` and `X-MediaNode-Timed-Signature-256`. Empty: webhooks are not signed, as in the original.")]
    public string Secret { get; set; } = "";

    [Description("How long the receiver may take to answer. After that the webhook is sent again.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(20); // A receiver should answer first and work then.

    [Description("The most events in one body. More go faster, to a receiver that reads every element of a list.")]
    [Range(1, 50)]
    public int MostEvents { get; set; } = 1; // Clients that read only the first are in use, and would lose the others without a trace.

    [Description("How long an event is kept while nobody acknowledges it, or while no URL is set. After that it is with the dead letters.")]
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(7); // The original's is not known; a long weekend fits in.

    [Description("How long a dead letter is kept.")]
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepDeadFor { get; set; } = TimeSpan.FromDays(30);

    [Description("Whether the receiver may be spoken to without TLS elsewhere than on this machine.")]
    public bool AllowHttp { get; set; } // What users write would be readable on the way.

    [Description("Whether the receiver may be at a private or link-local address. This machine itself is always allowed.")]
    public bool AllowPrivate { get; set; } // Who may set the URL would otherwise reach whatever the node can reach.
}
