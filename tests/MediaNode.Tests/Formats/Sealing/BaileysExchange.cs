using System.Diagnostics;
using System.Text.Json.Nodes;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

/// <summary>One exchange with baileys, an implementation in JavaScript: it opens what we have sealed, and seals for us to open.</summary>
public sealed class BaileysExchange : IAsyncLifetime
{
    public const string MessageId = "3EB0C0FFEE0123456789AB";

    private const int NoNetwork = 69;

    public static readonly RedeliveryAnswer Answer =
        new(MessageId, RedeliveryOutcome.Success, "/v/t62.7118-24/1_n.enc?ccb=11-4&oe=68AC0000");

    public static readonly MediaKey Key = MediaKey.New();

    /// <summary>By baileys' own names of the types.</summary>
    public static readonly IReadOnlyDictionary<string, SealingPurpose> Purposes = new Dictionary<string, SealingPurpose>
    {
        ["image"] = SealingPurpose.Of(Kind.Image),
        ["sticker"] = SealingPurpose.Of(Kind.Sticker),
        ["video"] = SealingPurpose.Of(Kind.Video),
        ["audio"] = SealingPurpose.Of(Kind.Audio),
        ["ptt"] = SealingPurpose.Of(Kind.Voice),
        ["document"] = SealingPurpose.Of(Kind.Document),
        ["thumbnail-image"] = SealingPurpose.ThumbnailOf(Kind.Image)!,
        ["thumbnail-video"] = SealingPurpose.ThumbnailOf(Kind.Video)!,
        ["thumbnail-document"] = SealingPurpose.ThumbnailOf(Kind.Document)!,
        ["thumbnail-link"] = SealingPurpose.LinkThumbnail,
    };

    public static readonly int[] Lengths = [0, 1, 16, 65_537];

    private JsonNode? _answer;
    private string? _whyNot;

    /// <summary>What baileys answered. Skips the test where there is no way to get baileys.</summary>
    public JsonNode Result
    {
        get
        {
            Assert.SkipWhen(_whyNot is not null, _whyNot ?? "");
            return _answer!;
        }
    }

    /// <summary>Every type in every length, in the order of the exchange.</summary>
    public static IEnumerable<(string Type, byte[] Plain)> Cases =>
        from type in Purposes.Keys
        from length in Lengths
        select (type, Bytes.Random(length, seed: length + 1));

    public async ValueTask InitializeAsync()
    {
        if (!InPath("npm") || !InPath("node"))
        {
            _whyNot = "Node.js and npm are not installed, so there is no baileys to compare with.";
            return;
        }

        var folder = Repository.File("tests", "MediaNode.Tests", "Formats", "Sealing", "Baileys");
        var (exit, place, errors) = await RunAsync("", Path.Combine(folder, "install.sh"));
        if (exit == NoNetwork)
        {
            _whyNot = "npm cannot reach the network, so there is no baileys to compare with (artifacts/baileys/npm.log).";
            return;
        }

        Assert.True(exit == 0, errors);
        (exit, var answer, errors) = await RunAsync(Question().ToJsonString(), "node", Path.Combine(folder, "exchange.js"), place.Trim());
        Assert.True(exit == 0, errors);
        _answer = JsonNode.Parse(answer);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static JsonObject Question()
    {
        var note = Answer.Seal(Key);
        var key = new byte[MediaKey.Length];
        Key.CopyTo(key);
        return new JsonObject
        {
            ["ours"] = new JsonArray(
            [
                .. Cases.Select(one => new JsonObject
                {
                    ["type"] = one.Type,
                    ["key"] = Convert.ToBase64String(key),
                    ["sealed"] = Convert.ToBase64String(Sealer.SealWhole(one.Plain, Key, Purposes[one.Type]).Bytes),
                }),
            ]),
            ["plain"] = new JsonArray(
                [.. Cases.Select(one => new JsonObject { ["type"] = one.Type, ["bytes"] = Convert.ToBase64String(one.Plain) })]),
            ["answer"] = new JsonObject
            {
                ["id"] = MessageId,
                ["key"] = Convert.ToBase64String(key),
                ["iv"] = Convert.ToBase64String(note.Iv.Span),
                ["payload"] = Convert.ToBase64String(note.Payload.Span),
            },
        };
    }

    private static bool InPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string input, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }
}
