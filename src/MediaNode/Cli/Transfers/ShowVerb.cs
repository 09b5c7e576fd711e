using System.Globalization;
using System.Text.Json;

namespace MediaNode.Cli.Transfers;

/// <summary><c>media show</c>: what a media is, what was made of it, and the receipts.</summary>
internal sealed class ShowVerb(NodeOptions options)
{
    public Verb Build()
    {
        var id = MediaVerbs.OneId();
        var command = new Verb(
            "show",
            "Show what a media is by its content, what was made of it to be sent, and the receipts: what was found and done.",
            "medianode media show 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10")
        {
            id,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var asked = parsed.GetRequiredValue(id);
            using var answer = await node.SendAsync(HttpMethod.Get, $"api/media/{asked}", cancellationToken);
            await MediaVerbs.RequireAsync(node, answer, asked, cancellationToken);
            // The whole answer for a program, those parts of it that people ask for for a reader.
            using var document = await node.ReadAsync(answer, CliJson.Default.JsonDocument, cancellationToken);
            output.Document(document, CliJson.Default.JsonDocument);
            Show(output, Read(node, answer, document));
            return ExitCode.Ok;
        });
        return command;
    }

    private static ShownMedia Read(NodeClient node, HttpResponseMessage answer, JsonDocument document)
    {
        try
        {
            return document.Deserialize(CliJson.Default.ShownMedia) ?? throw node.Stranger(answer);
        }
        catch (JsonException failure)
        {
            throw node.Stranger(answer, failure);
        }
    }

    private static void Show(Output output, ShownMedia media)
    {
        var created = media.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        output.Line($"{media.Id}  {media.Type}  {HumanSize.Of(media.Length)}  {media.State}  {created} UTC");
        if (media.Quarantine is { } quarantine)
        {
            var since = quarantine.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            output.Line($"In quarantine since {since} UTC: {quarantine.Reason}");
        }

        if (media.Facts is { } facts)
        {
            output.Line($"Measured: {string.Join(", ", InWords(facts))}");
        }

        if (media.FactsIncomplete is { } why)
        {
            output.Line($"Not all could be measured: {why}");
        }

        foreach (var rendition in media.Renditions)
        {
            Show(output, rendition);
        }
    }

    private static void Show(Output output, ShownRendition rendition)
    {
        var old = rendition.Current ? "" : ", by settings that no longer hold";
        if (rendition.Receipt is not { } receipt)
        {
            var progress = rendition.Progress is { } part ? string.Create(CultureInfo.InvariantCulture, $", {part * 100:0} %") : "";
            output.Line($"As {rendition.Kind}: {rendition.State}{progress}{old}");
            return;
        }

        var change = receipt.After is { } after
            ? $": {receipt.Before.Type} {HumanSize.Of(receipt.Before.Bytes)} -> {after.Type} {HumanSize.Of(after.Bytes)}"
            : receipt.Reason is { } reason ? $": {reason}" : "";
        output.Line($"As {rendition.Kind}: {rendition.State}, {receipt.Verdict}, {receipt.Milliseconds} ms{old}{change}");
        if (receipt.Breaches.Count > 0)
        {
            output.Table([.. receipt.Breaches.Select(breach => (string[])
                ["  " + breach.Rule, breach.Found, Became(receipt, breach)])]);
        }

        foreach (var step in receipt.Steps)
        {
            output.Line($"  {step.Step}: {step.Detail} ({step.Milliseconds} ms)");
        }
    }

    private static string Became(ShownReceipt receipt, CheckedBreach breach) =>
        breach.MendedBy is { } step ? $"mended by {step}" : receipt.Verdict == "refused" ? "refused" : "told";

    private static IEnumerable<string> InWords(ShownFacts facts)
    {
        yield return facts.Type;
        if (facts.Image is { } image)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{image.Width} x {image.Height} pixels");
        }

        foreach (var track in facts.Tracks ?? [])
        {
            yield return track.Width is null
                ? track.Codec
                : string.Create(CultureInfo.InvariantCulture, $"{track.Codec} {track.Width} x {track.Height}");
        }

        if (facts.Duration is { } duration)
        {
            yield return duration.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
        }

        if (facts.Damage is { } damage)
        {
            yield return $"damaged: {damage}";
        }
    }
}

internal sealed record ShownMedia(
    string Id, string Type, long Length, string State, DateTimeOffset CreatedAt, IReadOnlyList<ShownRendition> Renditions,
    ShownFacts? Facts = null, string? FactsIncomplete = null, ShownQuarantine? Quarantine = null);

internal sealed record ShownQuarantine(DateTimeOffset Since, string Reason);

internal sealed record ShownFacts(
    string Type, ShownImage? Image = null, IReadOnlyList<ShownTrack>? Tracks = null, TimeSpan? Duration = null, string? Damage = null);

internal sealed record ShownImage(int Width, int Height);

internal sealed record ShownTrack(string Codec, int? Width = null, int? Height = null);

internal sealed record ShownRendition(
    string Kind, string State, bool Current = true, double? Progress = null, ShownReceipt? Receipt = null);

internal sealed record ShownReceipt(
    string Verdict, ShownContent Before, IReadOnlyList<CheckedBreach> Breaches, IReadOnlyList<ShownStep> Steps, long Milliseconds = 0,
    ShownContent? After = null, string? Reason = null);

internal sealed record ShownContent(string Type, long Bytes);

internal sealed record ShownStep(string Step, string Detail, long Milliseconds);
