using MediaNode.Formats.Inspection;
using MediaNode.Inspection;
using MediaNode.Tests.Processing.Plays;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inspection;

public sealed class MediaFactsJsonTests
{
    [Fact]
    public async Task The_facts_of_every_sample_come_back_as_they_went()
    {
        using var workshop = new Workshop();
        foreach (var file in SampleCatalogue.All.Select(sample => sample.File).Distinct())
        {
            var facts = await workshop.FactsAsync(await SampleFiles.PathAsync(file));

            ShouldComeBack(facts);
        }
    }

    [Fact]
    public void Every_member_comes_back()
    {
        var facts = new MediaFacts
        {
            Container = Container.ThreeGp,
            Type = "video/3gpp",
            Length = long.MaxValue,
            Image = new()
            {
                Width = 1,
                Height = 2,
                Orientation = 8,
                Color = ColorModel.Cmyk,
                BitDepth = 16,
                HasAlpha = true,
                Progressive = true,
                Frames = 7,
                HasMetadata = true,
                HasLocation = true,
                Profile = ColorProfile.Srgb,
            },
            Tracks =
            [
                new()
                {
                    Kind = TrackKind.Video,
                    Codec = "h264",
                    Width = 3,
                    Height = 4,
                    Rotation = 270,
                    FrameRate = 29.97002997002997,
                    Profile = "High \"10\"",
                    HasBFrames = false,
                    PixelFormat = "yuv420p",
                },
                new() { Kind = TrackKind.Audio, Codec = "aac", Channels = 6, SampleRate = 44_100 },
            ],
            Duration = TimeSpan.FromTicks(12_345_678_901),
            FastStart = false,
            Fragmented = true,
            Brands = ["3gp6", "isom"],
            Damage = "Cut off.",
        };

        ShouldComeBack(facts);
    }

    [Fact]
    public void A_member_of_another_version_is_passed_over_and_one_that_is_not_there_has_no_value()
    {
        var facts = MediaFactsJson.Read("""{"container":"Jpeg","type":"image/jpeg","length":5,"aura":{"hue":["red"]}}""").ShouldNotBeNull();

        facts.Container.ShouldBe(Container.Jpeg);
        facts.Tracks.ShouldBeEmpty();
        facts.Brands.ShouldBeEmpty();
        facts.Image.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"container\":\"Jpeg\"")]
    [InlineData("{\"container\":\"Jpeg\"}")]
    [InlineData("{\"container\":\"Papyrus\",\"type\":\"image/x\",\"length\":5}")]
    public void What_is_no_facts_is_none(string json) => MediaFactsJson.Read(json).ShouldBeNull();

    private static void ShouldComeBack(MediaFacts facts)
    {
        var read = MediaFactsJson.Read(MediaFactsJson.Write(facts)).ShouldNotBeNull();

        read.Tracks.ShouldBe(facts.Tracks);
        read.Brands.ShouldBe(facts.Brands);
        (read with { Tracks = facts.Tracks, Brands = facts.Brands }).ShouldBe(facts);
    }
}
