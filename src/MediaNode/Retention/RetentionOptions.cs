using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Retention;

/// <summary>Settings of what the node forgets by itself. As it comes it forgets no media, as the original.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    [Description("What is forgotten so long after its last use: `outgoing=30d, link=7d, incoming=90d, incoming/video=14d`. Of several rules the narrowest "
        + "holds. Empty: nothing. What is still needed is never taken; `GET /api/retention/preview` shows what would go.")]
    public RetentionRules Rules { get; set; } = RetentionRules.None;

    [Description("The percentage of the volume in use above which media that nobody needs are forgotten until it is below: first what was unused for "
        + "30 days, then 21, 14, 7, 3 and 1. 0: never.")]
    [Range(0, 99)]
    public int VolumeShare { get; set; }

    [Description("How long after the 14 days of WhatsApp's servers a recipient may still ask for a media again. So long it is needed.")]
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan RerequestTime { get; set; } = TimeSpan.FromDays(16); // 30 days together, as the original's documentation advises.

    [Description("How often it is looked for what may go.")]
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    [Description("Whether `DELETE /v1/media/{id}` answers 409 as long as somebody needs the media, and says who. The original deleted at once.")]
    public bool ProtectDeletes { get; set; }

    [Description("How long after the last that happened to a message it is kept, at least; never shorter than a recipient may ask for its media again. It goes "
        + "by itself where `garbagecollector_enable.messages` is true, as the original has it, and its media is gone; by `PUT /v1/services/message/gc` in any case.")]
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepMessagesFor { get; set; } = TimeSpan.FromDays(30); // As long as the original keeps an unused media.

    [Description("How long it can be asked why a media is gone, what past sweeps did, and what became of a link whose media is gone.")]
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepReasonsFor { get; set; } = TimeSpan.FromDays(90);
}
