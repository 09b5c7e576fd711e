using MediaNode.Formats.Inspection;
using MediaNode.Formats.Video;
using MediaNode.Fuzz;
using MediaNode.Fuzz.Handmade;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Video;

public class Mp4ReaderTests
{
    [Fact]
    public void A_clip_made_by_hand_is_read_whole()
    {
        var facts = Read(Mp4.Clip());

        facts.Damage.ShouldBeNull();
        facts.Brands.ShouldBe(["isom", "isom", "mp41"]);
        facts.FastStart.ShouldBe(true);
        facts.Duration.ShouldBe(TimeSpan.FromSeconds(2));
        facts.Tracks.ShouldBe(
        [
            new() { Kind = TrackKind.Video, Codec = "h264", Profile = "Main", Width = 320, Height = 240 },
            new() { Kind = TrackKind.Audio, Codec = "aac", Profile = "LC", Channels = 2, SampleRate = 44_100 },
        ]);
    }

    [Theory]
    [InlineData(0x10000, 0, 0, 0x10000, 0)]
    [InlineData(0, 0x10000, -0x10000, 0, 90)]
    [InlineData(-0x10000, 0, 0, -0x10000, 180)]
    [InlineData(0, -0x10000, 0x10000, 0, 270)]
    [InlineData(-0x10000, 0, 0, 0x10000, 0)]
    public void The_matrix_tells_the_turn(int a, int b, int c, int d, int degrees)
    {
        var track = Mp4.Track("vide", Mp4.Picture("avc1"), [a, b, 0, c, d, 0, 0, 0, 0x40000000]);

        Read(Whole(track)).Tracks.Single().Rotation.ShouldBe(degrees);
    }

    [Theory]
    [InlineData(new byte[] { 1, 66, 0xc0, 30 }, "Constrained Baseline")]
    [InlineData(new byte[] { 1, 66, 0x00, 30 }, "Baseline")]
    [InlineData(new byte[] { 1, 100, 0x00, 30 }, "High")]
    [InlineData(new byte[] { 1, 110, 0x00, 30 }, "High 10")]
    [InlineData(new byte[] { 1, 99, 0x00, 30 }, null)]
    [InlineData(new byte[] { 1 }, null)]
    public void The_profile_has_the_name_that_ffprobe_gives_it(byte[] record, string? profile) =>
        Read(Whole(Mp4.Track("vide", Mp4.Picture("avc1", Mp4.Box("avcC", record))))).Tracks.Single().Profile.ShouldBe(profile);

    [Theory]
    [InlineData("samr", "amr_nb", 1, 8_000)]
    [InlineData("sawb", "amr_wb", 1, 16_000)]
    [InlineData("sowt", "pcm_s16le", 2, 44_100)]
    [InlineData("zzzz", "unknown", 2, 44_100)]
    public void The_sample_entry_names_the_codec(string entry, string codec, int channels, int rate) =>
        Read(Whole(Mp4.Track("soun", Mp4.Sound(entry)))).Tracks.Single()
            .ShouldBe(new() { Kind = TrackKind.Audio, Codec = codec, Channels = channels, SampleRate = rate });

    [Theory]
    [InlineData(new byte[] { 0x12, 0x08 }, "LC", 1, 44_100)]
    [InlineData(new byte[] { 0x2b, 0x92, 0x08, 0x00 }, "HE-AAC", 2, 44_100)] // SBR told first: 22.05 kHz doubled.
    [InlineData(new byte[] { 0xeb, 0x8a, 0x08, 0x00 }, "HE-AACv2", 2, 44_100)] // Parametric stereo: one channel becomes two.
    [InlineData(new byte[] { 0x13, 0x90, 0x56, 0xe5, 0xa0 }, "HE-AAC", 2, 44_100)] // SBR told behind, for who looks there.
    public void The_decoder_configuration_outweighs_the_sample_entry(byte[] config, string profile, int channels, int rate)
    {
        var track = Read(Whole(Mp4.Track("soun", Mp4.Sound("mp4a", Mp4.Esds(0x40, config))))).Tracks.Single();

        (track.Codec, track.Profile, track.Channels, track.SampleRate).ShouldBe(("aac", profile, channels, rate));
    }

    [Fact]
    public void QuickTime_wraps_the_decoder_configuration_once_more()
    {
        var entry = Mp4.Sound("mp4a", Mp4.Box("wave", Mp4.Box("frma", Piece.Text("mp4a")), Mp4.Esds(0x40, [0x12, 0x08])));

        Read(Whole(Mp4.Track("soun", entry))).Tracks.Single().Channels.ShouldBe(1);
    }

    [Theory]
    [InlineData("jpeg", 1u, TrackKind.Other)]
    [InlineData("png ", 1u, TrackKind.Other)]
    [InlineData("jpeg", 50u, TrackKind.Video)]
    public void One_picture_is_a_cover_and_many_are_a_video(string entry, uint samples, TrackKind kind) =>
        Read(Whole(Mp4.Track("vide", Mp4.Picture(entry), samples: samples))).Tracks.Single().Kind.ShouldBe(kind);

    [Theory]
    [InlineData("text")]
    [InlineData("tmcd")]
    [InlineData("hint")]
    public void What_is_neither_seen_nor_heard_is_other(string handler) =>
        Read(Whole(Mp4.Track(handler, Mp4.Box("tx3g")))).Tracks.Single().Kind.ShouldBe(TrackKind.Other);

    [Theory]
    [InlineData("isom", "video/mp4")]
    [InlineData("M4A ", "video/mp4")]
    [InlineData("3gp5", "video/3gpp")]
    [InlineData("3g2a", "video/3gpp2")]
    [InlineData("qt  ", "video/quicktime")]
    public void The_brand_and_the_tracks_tell_the_type(string brand, string type)
    {
        var bytes = Piece.Join(Mp4.Ftyp(brand), Mp4.Moov(Mp4.Track("vide", Mp4.Picture("avc1"))), Mp4.Box("mdat"));

        Read(bytes).Type.ShouldBe(type);
        Read(bytes).Container.ShouldBe(brand.StartsWith("3g", StringComparison.Ordinal) ? Container.ThreeGp : Container.Mp4);
    }

    [Theory]
    [InlineData("heic")]
    [InlineData("mif1")]
    [InlineData("avif")]
    public void Pictures_in_boxes_are_left_to_their_reader(string brand) =>
        Mp4Reader.TryRead(new MemorySource(Piece.Join(Mp4.Ftyp(brand), Mp4.Box("meta")))).ShouldBeNull();

    [Fact]
    public void QuickTime_from_before_brands_is_known_by_its_movie()
    {
        var movie = Mp4.Moov(Mp4.Track("vide", Mp4.Picture("avc1")));

        Read(Piece.Join(Mp4.Box("mdat", new byte[8]), movie)).FastStart.ShouldBe(false);
        Mp4Reader.TryRead(new MemorySource(Mp4.Box("free", new byte[8]))).ShouldBeNull();
    }

    [Fact]
    public void A_box_may_have_64_bits_of_length_or_none_and_reach_to_the_end()
    {
        var moov = Mp4.Moov(Mp4.Track("vide", Mp4.Picture("avc1")));

        Read(Piece.Join(Mp4.Ftyp(), Mp4.LongBox("mdat", 24, new byte[8]), moov)).Damage.ShouldBeNull();
        Read(Piece.Join(Mp4.Ftyp(), moov, Piece.Big(4, 0), Piece.Text("mdat"), new byte[99])).Damage.ShouldBeNull();
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(15ul)]
    [InlineData(4_000ul)]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    public void A_lie_of_64_bits_is_damage(ulong claimed) =>
        Read(Piece.Join(Mp4.Ftyp(), Mp4.LongBox("mdat", claimed, new byte[8]), Mp4.Moov())).Damage
            .ShouldBe("The box mdat at byte 24 reaches beyond the end of the file.");

    [Fact]
    public void A_box_larger_than_the_box_that_holds_it_is_damage()
    {
        var bytes = Mp4.Clip();
        var stbl = bytes.AsSpan().IndexOf("stbl"u8);
        bytes[stbl - 3] = 0xff;

        Read(bytes).Damage.ShouldBe($"The box stbl at byte {stbl - 4} reaches beyond the box that holds it.");
    }

    [Fact]
    public void What_lacks_its_movie_its_tracks_or_its_media_is_damaged()
    {
        Read(Piece.Join(Mp4.Ftyp(), Mp4.Box("mdat", new byte[8]))).Damage.ShouldNotBeNull().ShouldContain("no box moov");
        Read(Piece.Join(Mp4.Ftyp(), Mp4.Moov(), Mp4.Box("mdat"))).Damage.ShouldBe("The file has no track.");
        Read(Piece.Join(Mp4.Ftyp(), Mp4.Moov(Mp4.Track("vide", Mp4.Picture("avc1"))))).Damage
            .ShouldNotBeNull().ShouldContain("no box mdat");
    }

    [Fact]
    public void A_thousand_tracks_are_damage_and_not_a_thousand_tracks()
    {
        var track = Mp4.Track("vide", Mp4.Picture("avc1"));
        var facts = Read(Piece.Join(Mp4.Ftyp(), Mp4.Moov(Enumerable.Repeat(track, 1_000)), Mp4.Box("mdat")));

        facts.Tracks.Count.ShouldBe(64);
        facts.Damage.ShouldBe("The file has more than 64 tracks.");
    }

    [Fact]
    public void A_count_of_entries_is_not_believed()
    {
        var bytes = Mp4.Clip();
        bytes.AsSpan(bytes.AsSpan().IndexOf("stsd"u8) + 8, 4).Fill(0xff);

        Read(bytes).Tracks[0].Codec.ShouldBe("h264");
    }

    [Theory]
    [InlineData("mdia")]
    [InlineData("trak")]
    [InlineData("moov")]
    public void Boxes_ten_thousand_deep_cost_nothing(string type)
    {
        const int Depth = 10_000;
        var nested = Piece.Join(Enumerable.Range(0, Depth).Select(i => Piece.Join(Piece.Big(4, (ulong)(Depth - i) * 8), Piece.Text(type))));
        var source = new CountingSource(Piece.Join(Mp4.Ftyp(), Mp4.Box("moov", Mp4.Box("trak", nested))));

        Mp4Reader.TryRead(source).ShouldNotBeNull().Damage.ShouldNotBeNull();

        source.BytesRead.ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public void Millions_of_empty_boxes_are_read_no_further_than_the_share()
    {
        var source = new CountingSource(Piece.Join(Mp4.Ftyp(), Piece.Join(Enumerable.Repeat(Mp4.Box("free"), 2_000_000))));

        Mp4Reader.TryRead(source).ShouldNotBeNull().Damage.ShouldNotBeNull().ShouldContain("does not come within");

        source.BytesRead.ShouldBeLessThan(8 * 1024 * 1024);
    }

    private static byte[] Whole(byte[] track) => Piece.Join(Mp4.Ftyp(), Mp4.Moov(track), Mp4.Box("mdat"));

    private static MediaFacts Read(byte[] bytes) => Mp4Reader.TryRead(new MemorySource(bytes)).ShouldNotBeNull();
}
