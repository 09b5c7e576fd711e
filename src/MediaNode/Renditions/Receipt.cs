using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Processing;

namespace MediaNode.Renditions;

/// <summary>What was found in a media and what was done about it, kept with the rendition and readable without this source.</summary>
internal sealed record Receipt
{
    // For people and programs, never pasted into HTML: quotes stay themselves.
    private static readonly ReceiptJson _readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public required string Kind { get; init; }

    /// <summary><c>fix</c> or <c>strict</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The key of the policy: with another one the rendition is made again.</summary>
    public required string Policy { get; init; }

    /// <summary>
    /// <c>as-is</c>, <c>mended</c>, <c>refused</c>, or <c>failed</c>: no fault of the media, and tried again by whoever asks next.
    /// </summary>
    public required string Verdict { get; init; }

    /// <summary>For <c>failed</c>: why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public IReadOnlyList<BreachEntry> Breaches { get; init; } = [];

    public IReadOnlyList<StepEntry> Steps { get; init; } = [];

    public required ContentEntry Before { get; init; }

    /// <summary>What is sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContentEntry? After { get; init; }

    /// <summary>Pixels, as shown: after any turn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Width { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Height { get; init; }

    /// <summary>Seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Duration { get; init; }

    /// <summary>For audio and voice: the loudness over time, 64 values from 0 to 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Waveform { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThumbnailEntry? Thumbnail { get; init; }

    /// <summary>Why there is no thumbnail or waveform though there could be: whoever asks for it has it tried again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PreviewMissing { get; init; }

    /// <summary>From the first look to the last byte, waiting for a place included.</summary>
    public long Milliseconds { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public string Write() => JsonSerializer.Serialize(this, _readable.Receipt);

    public static Receipt? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, ReceiptJson.Default.Receipt);
}

/// <summary>A rule that was breached.</summary>
/// <param name="Rule">Its id, as in docs/limits.md.</param>
/// <param name="Force"><c>required</c>, <c>advised</c> or <c>bound</c>.</param>
/// <param name="Found">What is there.</param>
/// <param name="Accepted">What would be taken.</param>
/// <param name="HowTo">How to get there by hand.</param>
/// <param name="MendedBy">The step that mends it; null when none does.</param>
internal sealed record BreachEntry(
    string Rule, string Force, string Found, string Accepted, string HowTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MendedBy = null)
{
    public static IReadOnlyList<BreachEntry> ListOf(
        IReadOnlyList<Breach> breaches, IReadOnlyList<Step> steps, MediaFacts facts, Kind kind) =>
    [
        .. breaches.Select(breach => new BreachEntry(
            breach.Rule.Id, LimitsPage.NameOf(breach.Rule.Force), breach.Found, breach.Accepted,
            Advice.For(breach.Rule, facts, kind),
            Mending.StepFor(breach.Rule, steps)?.Name)),
    ];
}

/// <summary>A step that was taken.</summary>
internal sealed record StepEntry(string Step, string Detail, long Milliseconds);

/// <summary>Bytes and what they are.</summary>
internal sealed record ContentEntry(string Type, long Bytes);

internal sealed record ThumbnailEntry(int Width, int Height, int Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Receipt))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
