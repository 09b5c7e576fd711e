using MediaNode.Formats.Limits;
using MediaNode.Hosting;
using MediaNode.Processing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing;

public class ProcessingPolicyTests
{
    private static readonly ProcessingPolicy _policy = new();

    // What is changed, and the kinds whose renditions or verdicts can be others for it: with fix, and with strict.
    private static readonly Dictionary<string, (ProcessingPolicy Policy, Kind[] Fix, Kind[] Strict)> _changes = new()
    {
        ["nothing"] = (new ProcessingPolicy(), [], []),
        ["background"] = (_policy with { Background = 0 }, [Kind.Image], []),
        ["animated sticker"] = (_policy with { FirstFrameOfSticker = true }, [Kind.Sticker], []),
        ["pixels"] = (
            _policy with { Bounds = _policy.Bounds with { MostPixels = 1 } },
            [Kind.Image, Kind.Sticker, Kind.Video],
            [Kind.Image, Kind.Sticker, Kind.Video]),
        ["frames"] =
            (_policy with { Bounds = _policy.Bounds with { MostFrames = 1 } }, [Kind.Image, Kind.Sticker], [Kind.Image, Kind.Sticker]),
        ["longest video"] = (_policy with { MostVideo = TimeSpan.FromHours(1) }, [Kind.Video], []),
    };

    public static TheoryData<string> Changes => [.. _changes.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_key_changes_when_and_only_when_something_that_matters_to_the_kind_does(string change)
    {
        var (changed, fix, strict) = _changes[change];

        Kinds.All.Where(kind => Differ(changed, kind, ProcessingMode.Fix)).ShouldBe(fix, ignoreOrder: true);
        Kinds.All.Where(kind => Differ(changed, kind, ProcessingMode.Strict)).ShouldBe(strict, ignoreOrder: true);
    }

    [Fact]
    public void A_key_tells_the_modes_of_every_kind_that_has_two()
    {
        Kinds.All.Where(kind => _policy.KeyFor(kind, ProcessingMode.Fix) != _policy.KeyFor(kind, ProcessingMode.Strict))
            .ShouldBe(Kinds.All.Except([Kind.Document]));
        Kinds.All.Select(kind => _policy.KeyFor(kind)).ShouldBeUnique();
    }

    [Fact]
    public void A_mode_that_a_request_asks_for_has_the_key_of_a_policy_with_that_mode()
    {
        var strict = _policy with
        {
            Image = ProcessingMode.Strict,
            Sticker = ProcessingMode.Strict,
            Audio = ProcessingMode.Strict,
            Voice = ProcessingMode.Strict,
            Video = ProcessingMode.Strict,
        };

        foreach (var kind in Kinds.All)
        {
            _policy.KeyFor(kind, ProcessingMode.Strict).ShouldBe(strict.KeyFor(kind));
            strict.KeyFor(kind, ProcessingMode.Fix).ShouldBe(_policy.KeyFor(kind));
        }
    }

    [Theory]
    [InlineData(Kind.Image)]
    [InlineData(Kind.Sticker)]
    [InlineData(Kind.Audio)]
    [InlineData(Kind.Voice)]
    [InlineData(Kind.Video)]
    public void The_mode_of_one_kind_is_no_matter_to_the_others(Kind kind)
    {
        var strict = Load($"--Processing:{kind}=strict").ToPolicy();

        strict.ModeOf(kind).ShouldBe(ProcessingMode.Strict);
        Kinds.All.Where(other => strict.KeyFor(other) != _policy.KeyFor(other)).ShouldBe([kind]);
    }

    [Fact]
    public void A_key_is_short_and_stays()
    {
        // Written down, because a key that changes by accident makes every rendition anew. A change on purpose raises the policy's version.
        _policy.KeyFor(Kind.Image).ShouldBe("c30d940e15fd93fe");
        _policy.KeyFor(Kind.Video, ProcessingMode.Strict).ShouldBe("c94d9244f7aa8091");
    }

    [Fact]
    public void The_default_settings_are_the_default_policy() => Load().ToPolicy().ShouldBe(_policy);

    [Fact]
    public void The_settings_become_the_policy() =>
        Load(
            "--Processing:Audio=strict", "--Processing:Background=#0aF0bC", "--Processing:AnimatedSticker=first-frame", "--Processing:MaxPixels=7",
            "--Processing:MaxFrames=8", "--Processing:MaxVideoDuration=00:00:09").ToPolicy().ShouldBe(
        new ProcessingPolicy
        {
            Audio = ProcessingMode.Strict,
            Background = 0x0AF0BC,
            FirstFrameOfSticker = true,
            Bounds = new DecodeBounds(7, 8),
            MostVideo = TimeSpan.FromSeconds(9),
        });

    [Theory]
    [InlineData("Image", "Fix")]
    [InlineData("Video", "mend")]
    [InlineData("Document", "fix")]
    [InlineData("Background", "white")]
    [InlineData("Background", "#fff")]
    [InlineData("Background", "#fffffff")]
    [InlineData("AnimatedSticker", "fix")]
    [InlineData("MaxPixels", "0")]
    [InlineData("MaxPixels", "1000000001")]
    [InlineData("MaxFrames", "10000")]
    [InlineData("MaxVideoDuration", "00:00:00")]
    [InlineData("MaxVideoDuration", "1.00:00:01")]
    public void A_setting_out_of_its_bounds_is_a_mistake(string setting, string value)
    {
        var (settings, mistakes) = NodeSettings.Load([$"--Processing:{setting}={value}"]);

        settings.ShouldBeNull();
        mistakes.Single().ShouldStartWith($"Processing:{setting}");
    }

    private static bool Differ(ProcessingPolicy changed, Kind kind, ProcessingMode mode) =>
        changed.KeyFor(kind, mode) != _policy.KeyFor(kind, mode);

    private static ProcessingOptions Load(params string[] arguments)
    {
        var (settings, mistakes) = NodeSettings.Load(arguments);
        mistakes.ShouldBeEmpty();
        return settings!.Get<ProcessingOptions>();
    }
}
