using System.Globalization;
using System.Text.Json;
using MediaNode.Formats.Inspection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

/// <summary>What our readers say of real files, against what ffprobe says.</summary>
[Collection(nameof(AvSamples))]
public class AvSamplesTests(AvSamples samples)
{
    // Recognised and no more: what is in them is left to a decoder.
    private static readonly Container[] _withoutTracks = [Container.MpegTs, Container.MpegPs, Container.Asf, Container.Flv];

    public static TheoryData<string> Names => [.. AvSamples.Recipes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_real_file_is_what_ffprobe_says_it_is(string name)
    {
        var probe = AvSamples.Probe(samples.PathOf(name));

        var facts = AvReaders.Read(samples.Bytes(name)).ShouldNotBeNull();

        facts.Damage.ShouldBeNull();
        facts.Length.ShouldBe(new FileInfo(samples.PathOf(name)).Length);
        if (_withoutTracks.Contains(facts.Container))
        {
            return;
        }

        var streams = probe.GetProperty("streams").EnumerateArray().ToList();
        facts.Tracks.Count.ShouldBe(streams.Count);
        foreach (var (track, stream) in facts.Tracks.Zip(streams))
        {
            ShouldBeThe(stream, track, facts.Container);
        }

        var frame = TimeSpan.FromMilliseconds(50);
        facts.Duration.ShouldNotBeNull().ShouldBe(AvSamples.DurationOf(probe), frame);
    }

    [Theory]
    [InlineData("mono.aac", Container.Adts, "audio/aac")]
    [InlineData("stereo.mp3", Container.Mp3, "audio/mpeg")]
    [InlineData("layer2.mp2", Container.Mp2, "audio/mp2")]
    [InlineData("voice.ogg", Container.Ogg, "audio/ogg; codecs=opus")]
    [InlineData("stereo.opus", Container.Ogg, "audio/ogg; codecs=opus")]
    [InlineData("vorbis.ogg", Container.Ogg, "audio/ogg; codecs=vorbis")]
    [InlineData("theora.ogv", Container.Ogg, "video/ogg")]
    [InlineData("pcm.wav", Container.Wav, "audio/wav")]
    [InlineData("sound.flac", Container.Flac, "audio/flac")]
    [InlineData("main.mp4", Container.Mp4, "video/mp4")]
    [InlineData("opus.mp4", Container.Mp4, "audio/mp4")]
    [InlineData("sound.m4a", Container.Mp4, "audio/mp4")]
    [InlineData("clip.mov", Container.Mp4, "video/quicktime")]
    [InlineData("amr.3gp", Container.ThreeGp, "video/3gpp")]
    [InlineData("clip.webm", Container.Matroska, "video/webm")]
    [InlineData("sound.webm", Container.Matroska, "audio/webm")]
    [InlineData("clip.mkv", Container.Matroska, "video/x-matroska")]
    [InlineData("clip.avi", Container.Avi, "video/x-msvideo")]
    [InlineData("clip.ts", Container.MpegTs, "video/mp2t")]
    [InlineData("clip.m2ts", Container.MpegTs, "video/mp2t")]
    [InlineData("clip.mpg", Container.MpegPs, "video/mpeg")]
    [InlineData("clip.vob", Container.MpegPs, "video/mpeg")]
    [InlineData("clip.wmv", Container.Asf, "video/x-ms-asf")]
    [InlineData("clip.flv", Container.Flv, "video/x-flv")]
    public void A_real_file_has_its_container_and_its_usual_type(string name, Container container, string type)
    {
        var facts = AvReaders.Read(samples.Bytes(name)).ShouldNotBeNull();

        (facts.Container, facts.Type).ShouldBe((container, type));
    }

    [Theory]
    [InlineData("voice.ogg")]
    [InlineData("theora.ogv")]
    [InlineData("mono.aac")]
    [InlineData("pcm.wav")]
    [InlineData("main.mp4")]
    [InlineData("fast.mp4")]
    [InlineData("clip.mkv")]
    [InlineData("clip.avi")]
    public void A_file_cut_in_the_middle_is_damaged_and_still_what_it_was(string name)
    {
        var bytes = samples.Bytes(name);

        var facts = AvReaders.Read(bytes[..((bytes.Length / 2) - 1)]).ShouldNotBeNull();

        facts.Container.ShouldBe(AvReaders.Read(bytes)!.Container);
        facts.Damage.ShouldNotBeNull().ShouldEndWith(".");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_beginning_of_a_file_is_read_without_a_throw(string name)
    {
        var bytes = samples.Bytes(name).AsMemory();

        // Every length while headers come, then some; a cut within what is skipped is like any other.
        for (var length = 0; length < bytes.Length; length += length < 2_000 ? 1 : Math.Max(1, bytes.Length / 500))
        {
            _ = AvReaders.Read(new MemorySource(bytes[..length]));
        }
    }

    [Fact]
    public void No_bytes_are_nothing() => AvReaders.Read([]).ShouldBeNull();

    private static void ShouldBeThe(JsonElement stream, TrackFacts track, Container container)
    {
        track.Codec.ShouldBe(stream.GetProperty("codec_name").GetString());
        track.Kind.ShouldBe(stream.GetProperty("codec_type").GetString() is "video" ? TrackKind.Video : TrackKind.Audio);
        if (track.Profile is { } profile)
        {
            profile.ShouldBe(stream.GetProperty("profile").GetString());
        }

        if (track.Kind == TrackKind.Video)
        {
            track.Width.ShouldBe(stream.GetProperty("width").GetInt32());
            track.Height.ShouldBe(stream.GetProperty("height").GetInt32());
        }
        else
        {
            // In MP4 the channels of MP3 are in its frames alone.
            track.Channels.ShouldBe(track.Codec == "mp3" && container == Container.Mp4 ? null : stream.GetProperty("channels").GetInt32());
            track.SampleRate.ShouldBe(int.Parse(stream.GetProperty("sample_rate").GetString()!, CultureInfo.InvariantCulture));
        }
    }
}
