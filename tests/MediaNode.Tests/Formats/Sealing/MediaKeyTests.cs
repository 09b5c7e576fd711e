using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

public class MediaKeyTests
{
    private static readonly byte[] _bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static TheoryData<string, string, string> Expansions =>
        [.. Vectors.Lines("expansions.txt").Select(column => (column[0], Vectors.Spaced(column[1]), column[2]))];

    [Theory]
    [MemberData(nameof(Expansions))]
    public void A_key_expands_as_that_of_others_does(string type, string info, string expanded)
    {
        var found = new byte[MediaKey.ExpandedLength];

        MediaKey.From(_bytes).Expand(new SealingPurpose(info, HasSidecar: false), found);

        Convert.ToHexStringLower(found).ShouldBe(expanded, type);
    }

    [Theory]
    [InlineData(Kind.Image, "image", "thumbnail-image")]
    [InlineData(Kind.Sticker, "sticker", null)]
    [InlineData(Kind.Video, "video", "thumbnail-video")]
    [InlineData(Kind.Audio, "audio", null)]
    [InlineData(Kind.Voice, "ptt", null)]
    [InlineData(Kind.Document, "document", "thumbnail-document")]
    public void A_kind_and_its_thumbnail_are_sealed_as_WhatsApp_does(Kind kind, string type, string? thumbnail)
    {
        var infos = Vectors.Lines("expansions.txt").ToDictionary(column => column[0], column => Vectors.Spaced(column[1]));

        SealingPurpose.Of(kind).Info.ShouldBe(infos[type]);
        SealingPurpose.ThumbnailOf(kind)?.Info.ShouldBe(infos[thumbnail!]);
        (SealingPurpose.ThumbnailOf(kind) is null).ShouldBe(thumbnail is null);
        SealingPurpose.LinkThumbnail.Info.ShouldBe(infos["thumbnail-link"]);
    }

    [Fact]
    public void Only_sound_and_video_have_a_sidecar() =>
        Kinds.All.Where(kind => SealingPurpose.Of(kind).HasSidecar).ShouldBe([Kind.Audio, Kind.Video], ignoreOrder: true);

    [Fact]
    public void A_key_shows_itself_neither_as_text_nor_by_a_property()
    {
        var key = MediaKey.From(_bytes);

        key.ToString().ShouldBe(typeof(MediaKey).FullName);
        typeof(MediaKey).GetProperties().ShouldBeEmpty();
    }

    [Fact]
    public void Keys_are_equal_by_their_bytes()
    {
        byte[] other = [.. _bytes[..31], 0];

        MediaKey.From(_bytes).ShouldBe(MediaKey.From(_bytes));
        MediaKey.From(_bytes).GetHashCode().ShouldBe(MediaKey.From(_bytes).GetHashCode());
        MediaKey.From(_bytes).ShouldNotBe(MediaKey.From(other));
        MediaKey.From(_bytes).Equals(null).ShouldBeFalse();
        MediaKey.New().ShouldNotBe(MediaKey.New());
    }

    [Fact]
    public void A_key_gives_back_its_bytes_and_keeps_its_own()
    {
        byte[] given = [.. _bytes];
        var key = MediaKey.From(given);
        given[0] = 99;
        var found = new byte[MediaKey.Length];

        key.CopyTo(found);

        found.ShouldBe(_bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void What_has_not_32_bytes_is_no_key(int length) => Should.Throw<ArgumentException>(() => MediaKey.From(new byte[length]));
}
