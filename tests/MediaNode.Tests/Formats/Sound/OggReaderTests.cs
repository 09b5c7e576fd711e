using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;
using MediaNode.Fuzz;
using MediaNode.Fuzz.Handmade;
using Shouldly;
using Xunit;
using Made = MediaNode.Fuzz.Handmade.Sound;

namespace MediaNode.Tests.Formats.Sound;

public class OggReaderTests
{
    [Fact]
    public void Voice_plays_as_long_as_its_last_granule_less_the_pre_skip()
    {
        var facts = Read(Made.Voice(3));

        facts.Damage.ShouldBeNull();
        facts.Type.ShouldBe("audio/ogg; codecs=opus");
        facts.Duration.ShouldBe(TimeSpan.FromSeconds(3));
        facts.Tracks.ShouldBe([new() { Kind = TrackKind.Audio, Codec = "opus", Channels = 1, SampleRate = 48_000 }]);
    }

    [Fact]
    public void Streams_one_behind_the_other_are_a_track_each_and_their_times_add_up()
    {
        var facts = Read(Piece.Join(Made.Voice(3), Made.Voice(2, serial: 8)));

        facts.Tracks.Count.ShouldBe(2);
        facts.Duration.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Streams_side_by_side_play_as_long_as_the_longest()
    {
        var facts = Read(Piece.Join(
            Made.OggPage(2, 1, 0, Made.OpusHead(1, preSkip: 0)),
            Made.OggPage(2, 2, 0, Made.OpusHead(2, preSkip: 0)),
            Made.OggPage(4, 1, 48_000, new byte[9]),
            Made.OggPage(4, 2, 96_000, new byte[9])));

        facts.Tracks.Select(track => track.Channels).ShouldBe([1, 2]);
        facts.Duration.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_page_on_which_no_packet_ends_tells_no_time() =>
        Read(Piece.Join(Made.Voice(3), Made.OggPage(0, 7, -1, new byte[9]))).Duration.ShouldBe(TimeSpan.FromSeconds(3));

    [Fact]
    public void A_first_page_of_other_bytes_than_its_checksum_is_damage()
    {
        var bytes = Made.Voice(1);
        bytes[40] ^= 1;

        Read(bytes).Damage.ShouldBe("The checksum of the first Ogg page is not that of its bytes.");
    }

    [Fact]
    public void A_page_cut_off_is_damage_and_so_is_what_is_no_page()
    {
        var bytes = Made.Voice(1);

        Read(bytes[..^1]).Damage.ShouldBe("The file ends within an Ogg page: it is cut off.");
        Read(bytes[..^60]).Damage.ShouldBe("The file ends within the header of an Ogg page: it is cut off.");
        Read(Piece.Join(bytes, new byte[40])).Damage.ShouldBe($"No Ogg page begins at byte {bytes.Length}.");
        Read(Piece.Text("OggS")).Damage.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    public void A_granule_of_no_use_tells_no_time(long granule) =>
        Read(Piece.Join(Made.OggPage(2, 7, 0, Made.OpusHead(1)), Made.OggPage(4, 7, granule, new byte[9]))).Duration.ShouldBeNull();

    [Fact]
    public void A_thousand_streams_are_damage()
    {
        var facts = Read(Piece.Join(Enumerable.Range(0, 1_000).Select(serial => Made.OggPage(2, (uint)serial, 0, Made.OpusHead(1)))));

        facts.Tracks.Count.ShouldBe(64);
        facts.Damage.ShouldBe("The file holds more than 64 streams.");
    }

    [Fact]
    public void What_is_beyond_the_share_is_estimated()
    {
        var page = Made.OggPage(0, 7, 0, new byte[254]);
        var head = Made.OggPage(2, 7, 0, Made.OpusHead(1, preSkip: 0));
        var pages = Enumerable.Range(1, 100_000).Select(at => Piece.Join(page[..6], Piece.Little(8, (ulong)at * 960), page[14..]));
        var source = new CountingSource(Piece.Join(head, Piece.Join(pages)));

        var facts = OggReader.TryRead(source).ShouldNotBeNull();

        source.BytesRead.ShouldBeLessThan(8 * 1024 * 1024);
        facts.Damage.ShouldBeNull();
        facts.Duration.ShouldNotBeNull().TotalSeconds.ShouldBe(2_000, 1);
    }

    private static MediaFacts Read(byte[] bytes) => OggReader.TryRead(new MemorySource(bytes)).ShouldNotBeNull();
}
