using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Plays;

public sealed class SoundProcessorTests
{
    private static readonly string[] _noise = ["-f", "lavfi", "-i", "anoisesrc=duration=4:sample_rate=48000:seed=1"];

    [Fact]
    public async Task Neither_cover_nor_title_stays()
    {
        using var workshop = new Workshop();
        var source = await workshop.SampleAsync("vbr-cover.mp3");

        var path = workshop.PathOf(await workshop.RunAsync(source, Kind.Voice, workshop.Plan(source, Kind.Voice)));

        (await JudgeMedia.OfAsync(path)).ToString().ShouldBe("opus mono");
        (await File.ReadAllTextAsync(path, System.Text.Encoding.Latin1, Workshop.Now)).ShouldNotContain("Tones");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(1)]
    public async Task Channels_are_kept_up_to_two(int channels)
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync("noise.flac", [.. _noise, "-ac", $"{channels}"]));

        var path = workshop.PathOf(await workshop.RunAsync(source, Kind.Audio, workshop.Plan(source, Kind.Audio)));

        (await JudgeMedia.OfAsync(path)).Sounds.Single().Channels.ShouldBe(Math.Min(2, channels));
    }

    [Theory]
    [InlineData(SoundFormat.Aac, 16_000)]
    [InlineData(SoundFormat.Opus, 8_000)]
    internal async Task The_bit_rate_is_brought_down_to_fit(SoundFormat format, long mostBytes)
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync("noise.flac", [.. _noise, "-ac", "2"]));

        var path = workshop.PathOf(await workshop.RunAsync(source, KindOf(format), Plan(format, mostBytes)));

        new FileInfo(path).Length.ShouldBeInRange(mostBytes / 3, mostBytes);
        (await JudgeMedia.OfAsync(path)).Duration!.Value.TotalSeconds.ShouldBe(4, 0.1);
    }

    [Theory]
    [InlineData(SoundFormat.Aac)]
    [InlineData(SoundFormat.Opus)]
    internal async Task What_cannot_fit_is_refused_in_words(SoundFormat format)
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync("noise.flac", _noise));

        var refused = (await workshop.RunAsync(source, KindOf(format), Plan(format, 900))).ShouldBeOfType<Processed.Refused>();

        refused.Breaches.ShouldHaveSingleItem().Rule.ShouldBe(Rule.MediaSize);
    }

    [Fact]
    public async Task The_rate_is_found_even_where_nobody_knew_how_long_it_plays()
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync("noise.flac", _noise));
        source = source with { Facts = source.Facts with { Duration = null } };

        var path = workshop.PathOf(await workshop.RunAsync(source, Kind.Audio, Plan(SoundFormat.Aac, 20_000)));

        new FileInfo(path).Length.ShouldBeLessThanOrEqualTo(20_000);
    }

    [Fact]
    public async Task Without_ffmpeg_it_fails_and_the_package_is_named()
    {
        using var workshop = new Workshop(ffmpeg: new Tool("ffmpeg", "ffmpeg", "/nowhere/ffmpeg"));
        var source = await workshop.SampleAsync("tones.wav");

        (await workshop.RunAsync(source, Kind.Audio, workshop.Plan(source, Kind.Audio))).ShouldBeOfType<Processed.Failed>()
            .Refusal.Details.ShouldContain("install the package ffmpeg");
    }

    private static Kind KindOf(SoundFormat format) => format == SoundFormat.Opus ? Kind.Voice : Kind.Audio;

    private static RenditionPlan.Mend Plan(SoundFormat format, long mostBytes) =>
        new([new Step.TranscodeAudio(format, format == SoundFormat.Opus ? 1 : null, mostBytes)], []);
}
