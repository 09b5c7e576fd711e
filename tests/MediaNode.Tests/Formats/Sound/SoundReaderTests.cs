using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;
using MediaNode.Fuzz;
using MediaNode.Fuzz.Handmade;
using Shouldly;
using Xunit;
using Made = MediaNode.Fuzz.Handmade.Sound;

namespace MediaNode.Tests.Formats.Sound;

public class SoundReaderTests
{
    [Fact]
    public void Frames_of_adts_are_counted()
    {
        var facts = Read(Made.Adts(50));

        facts.Damage.ShouldBeNull();
        facts.Duration.ShouldBe(TimeSpan.FromSeconds(50 * 1024 / 44_100.0));
        facts.Tracks.ShouldBe([new() { Kind = TrackKind.Audio, Codec = "aac", Profile = "LC", Channels = 2, SampleRate = 44_100 }]);
    }

    [Fact]
    public void What_only_begins_like_a_frame_is_nothing()
    {
        AvReaders.Read(Piece.Join(Made.Adts(1), new byte[100])).ShouldBeNull();
        AvReaders.Read(Piece.Join(Made.Mp3(2), new byte[200])).ShouldBeNull();
    }

    [Fact]
    public void Frames_cut_off_or_lost_are_damage_in_adts()
    {
        Read(Made.Adts(5)[..^3]).Damage.ShouldBe("The file ends within an AAC frame: it is cut off.");
        Read(Piece.Join(Made.Adts(5), new byte[50])).Damage.ShouldBe("No AAC frame begins at byte 160, where the one before it ends.");
        Read(Piece.Join(Made.Adts(5), Piece.Text("TAG"), new byte[125])).Damage.ShouldBeNull();
    }

    [Fact]
    public void A_tag_in_front_is_passed_over()
    {
        Read(Piece.Join(Made.Id3(300, 300), Made.Adts(5))).Container.ShouldBe(Container.Adts);
        Read(Piece.Join(Made.Id3(300, 300), Made.Flac())).Container.ShouldBe(Container.Flac);
        Read(Piece.Join(Made.Id3(300, 300), Made.Id3(9, 9), Made.Mp3(5))).Damage.ShouldBeNull();
        Read(Piece.Join(Made.Id3(300, 400), Made.Mp3(5))).Damage.ShouldBeNull();
    }

    [Theory]
    [InlineData(100_000, 50, "The ID3 tag reaches beyond the end of the file.")]
    [InlineData(0x0fffffff, 50, "The ID3 tag reaches beyond the end of the file.")]
    [InlineData(50, 50, "No frame of MPEG audio follows the ID3 tag.")]
    public void A_tag_that_lies_or_stands_alone_is_a_broken_mp3(int claimed, int real, string damage) =>
        Read(Made.Id3(claimed, real)).ShouldSatisfyAllConditions(
            facts => facts.Container.ShouldBe(Container.Mp3),
            facts => facts.Damage.ShouldBe(damage));

    [Fact]
    public void The_encoders_count_of_frames_outweighs_those_that_are_there()
    {
        var whole = Piece.Join(Made.Xing(1_000, 104 * 6), Made.Mp3(5));

        Read(whole).Duration.ShouldBe(TimeSpan.FromSeconds(1_000 * 1152 / 44_100.0));
        Read(whole).Damage.ShouldBeNull();
        Read(Piece.Join(Made.Xing(1_000, 104_000), Made.Mp3(5))).Damage.ShouldNotBeNull().ShouldContain("cut off");
    }

    [Fact]
    public void Mp3_beyond_the_share_is_estimated()
    {
        var source = new CountingSource(Made.Mp3(200_000));

        var facts = MpegAudioReader.TryRead(source).ShouldNotBeNull();

        source.BytesRead.ShouldBeLessThan(8 * 1024 * 1024);
        facts.Duration.ShouldNotBeNull().TotalSeconds.ShouldBe(200_000 * 1152 / 44_100.0, 1);
        facts.Damage.ShouldBeNull();
    }

    [Fact]
    public void Frames_of_amr_are_counted()
    {
        Read(Made.Amr(50)).ShouldSatisfyAllConditions(
            facts => facts.Type.ShouldBe("audio/amr"),
            facts => facts.Duration.ShouldBe(TimeSpan.FromSeconds(1)),
            facts => facts.Damage.ShouldBeNull(),
            facts => facts.Tracks.ShouldBe([new() { Kind = TrackKind.Audio, Codec = "amr_nb", Channels = 1, SampleRate = 8_000 }]));
        Read(Made.AmrWide(25)).ShouldSatisfyAllConditions(
            facts => facts.Type.ShouldBe("audio/amr-wb"),
            facts => facts.Duration.ShouldBe(TimeSpan.FromSeconds(0.5)),
            facts => facts.Tracks.Single().SampleRate.ShouldBe(16_000));
    }

    [Fact]
    public void Amr_that_is_empty_cut_or_reserved_is_damage()
    {
        Read(Made.Amr(0)).Damage.ShouldBe("The file holds no AMR frame.");
        Read(Made.Amr(3)[..^1]).Damage.ShouldBe("The file ends within an AMR frame: it is cut off.");
        Read(Piece.Join(Made.Amr(1), [0x4c])).Damage.ShouldBe("The AMR frame at byte 38 is of a reserved type.");
    }

    [Theory]
    [InlineData(64_000u, 64_000, 2.0, false)]
    [InlineData(64_000u, 32_000, 1.0, true)]
    [InlineData(0xffffffffu, 32_000, 1.0, false)]
    public void Wav_plays_as_long_as_its_data(uint claimed, int real, double seconds, bool cut)
    {
        var facts = Read(Made.Wav(claimed, real));

        facts.Duration.ShouldBe(TimeSpan.FromSeconds(seconds));
        (facts.Damage is not null).ShouldBe(cut);
    }

    [Fact]
    public void Flac_tells_its_samples_first()
    {
        Read(Made.Flac()).Duration.ShouldBe(TimeSpan.FromSeconds(1));
        Read(Made.Flac()[..30]).Damage.ShouldNotBeNull();
        Read(Piece.Text("fLaC")).Damage.ShouldBe("The file does not begin with a STREAMINFO block.");
    }

    private static MediaFacts Read(byte[] bytes) => AvReaders.Read(bytes).ShouldNotBeNull();
}
