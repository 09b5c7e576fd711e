using System.Globalization;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Retention;

/// <summary>What is set at this moment, by the operator and by the business, as judges of media.</summary>
internal sealed class RetentionPolicy(
    IOptions<RetentionOptions> options, IApplicationSettings settings, SendTimes times, IVolume volume, RetentionCatalog catalog, TimeProvider clock)
{
    /// <summary>As long as the original keeps what is unused.</summary>
    private static readonly TimeSpan _thirtyDays = TimeSpan.FromDays(30);

    /// <summary>Of a volume that is too full goes first what was unused for longest.</summary>
    public static readonly IReadOnlyList<TimeSpan> Tiers = [.. new[] { 30, 21, 14, 7, 3, 1 }.Select(days => TimeSpan.FromDays(days))];

    public RetentionRules Rules => options.Value.Rules;

    public int VolumeShare => options.Value.VolumeShare;

    public bool ProtectsDeletes => options.Value.ProtectDeletes;

    /// <summary>Whether old messages go by themselves.</summary>
    public bool CollectsMessages => settings.Current.CollectMessages;

    /// <summary>Messages to which nothing has happened since may go.</summary>
    public DateTimeOffset MessagesBefore => clock.GetUtcNow() - (options.Value.KeepMessagesFor > times.AfterSent ? options.Value.KeepMessagesFor : times.AfterSent);

    /// <summary>How much of the volume is in use, as a percentage.</summary>
    public double Used
    {
        get
        {
            var space = volume.SpaceNow;
            return space.Total == 0 ? 0 : 100 - (100.0 * space.Free / space.Total);
        }
    }

    public bool IsTooFull => VolumeShare > 0 && Used > VolumeShare;

    /// <summary>Why nothing goes for <c>Retention:VolumeShare</c> though the volume is too full; null when it may. It looks at every media.</summary>
    /// <remarks>Where others fill the volume, it could take every media and change nothing.</remarks>
    public string? WhyShareTakesNone()
    {
        var space = volume.SpaceNow;
        var (over, stored) = (space.Total - space.Free - (long)(space.Total / 100.0 * VolumeShare), catalog.Stored());
        return over <= stored ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"The volume has {over} bytes more in use than {VolumeShare} %, and all media together have {stored}: others fill it, and forgetting media would not bring it below.");
    }

    /// <summary>By the rules that are set, or others in their place.</summary>
    public Judge ByRules(RetentionRules? instead = null) => new(
        instead ?? Rules, settings.Current.CollectMedia ? new Everything(_thirtyDays, "garbagecollector_enable.media") : null, times.AfterSent);

    /// <summary>As the original's collector.</summary>
    public Judge AsTheOriginal() => new(RetentionRules.None, new Everything(_thirtyDays, "PUT /v1/services/media/gc"), times.AfterSent);

    /// <summary>Of a volume that is too full.</summary>
    /// <param name="tier">From 1, into <see cref="Tiers"/>.</param>
    public Judge ByShare(int tier) => new(
        RetentionRules.None,
        new Everything(Tiers[tier - 1], string.Create(CultureInfo.InvariantCulture, $"Retention:VolumeShare={VolumeShare}")),
        times.AfterSent);
}
