using System.IO.Compression;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Samples;

/// <summary>What the tables of the catalogue cannot say in a line: the one thing that each sample was made for.</summary>
public sealed class SampleTruthTests
{
    private const long Mega = 1 << 20;

    public static TheoryData<string> Damaged =>
    [
        .. SampleCatalogue.All.Where(sample => sample.Fix.Rule == "media.damaged").Select(sample => sample.File).Distinct(),
    ];

    public static TheoryData<string> Conforming =>
    [
        .. SampleCatalogue.All.Where(sample => sample.Kind != Kind.Document && sample.Fix == Verdict.Passes)
            .Select(sample => sample.File).Distinct(),
    ];

    [Theory]
    [InlineData(1, "red green blue yellow")]
    [InlineData(2, "green red yellow blue")]
    [InlineData(3, "yellow blue green red")]
    [InlineData(4, "blue yellow red green")]
    [InlineData(5, "red blue green yellow")]
    [InlineData(6, "blue red yellow green")]
    [InlineData(7, "yellow green blue red")]
    [InlineData(8, "green yellow red blue")]
    public async Task An_orientation_turns_the_picture_its_own_way(int orientation, string corners)
    {
        var path = await SampleFiles.PathAsync($"orientation-{orientation}.jpg");
        using var temp = new TempDirectory();
        var turned = Path.Combine(temp.Path, "turned.png");
        await JudgeTool.OutputAsync("vips", "autorot", path, turned);

        (await JudgePicture.OfAsync(path)).Orientation.ShouldBe(orientation);
        (await JudgeCorners.OfAsync(path)).ShouldBe(JudgeCorners.Upright);
        (await JudgeCorners.OfAsync(turned)).ShouldBe(corners);
    }

    [Fact]
    public async Task The_metadata_tell_a_place()
    {
        (await Picture("gps.jpg")).Fields.Keys.ShouldContain(key => key.EndsWith("GPSLatitude", StringComparison.Ordinal));
        (await Picture("xmp-location.jpg")).HasXmp.ShouldBeTrue();
        (await Picture("plain.jpg")).HasExif.ShouldBeFalse();
    }

    [Fact]
    public async Task Profiles_are_there_and_one_of_them_is_no_profile()
    {
        (await Picture("p3.jpg")).HasProfile.ShouldBeTrue();
        (await Picture("cmyk.jpg")).HasProfile.ShouldBeTrue();
        (await Picture("broken-icc.jpg")).HasProfile.ShouldBeTrue();
        using var temp = new TempDirectory();
        var ran = await JudgeTool.RunAsync(
            "vips", "icc_import", await SampleFiles.PathAsync("broken-icc.jpg"), Path.Combine(temp.Path, "out.v"), "--embedded");
        ran.Error.ShouldContain("corrupt profile");
    }

    [Fact]
    public async Task Only_one_JPEG_comes_in_several_scans()
    {
        (await Picture("progressive.jpg")).Progressive.ShouldBeTrue();
        (await Picture("plain.jpg")).Progressive.ShouldBeFalse();
    }

    [Theory]
    [InlineData("transparent.png", 0)]
    [InlineData("palette-transparent.png", 0)]
    [InlineData("gray-alpha.png", 0)]
    [InlineData("transparent.webp", 0)]
    [InlineData("opaque-alpha.png", 255)]
    public async Task Transparency_is_used_where_the_name_says_so(string file, int alpha)
    {
        var path = await SampleFiles.PathAsync(file);

        (await JudgePicture.PixelAsync(path, 160, 120))[^1].ShouldBe(alpha);
        (await JudgePicture.PixelAsync(path, 10, 10))[^1].ShouldBe(255);
    }

    [Theory]
    [InlineData("noisy-12mp.jpg", 5)]
    [InlineData("large.png", 5)]
    [InlineData("large.mp3", 16)]
    [InlineData("large.mp4", 16)]
    public async Task A_large_file_is_beyond_its_limit(string file, int limit) =>
        JudgeSealed.LengthOf(await SampleFiles.PathAsync(file)).ShouldBeGreaterThan(limit * Mega);

    [Fact]
    public async Task Stickers_are_on_both_sides_of_their_limit()
    {
        JudgeSealed.LengthOf(await SampleFiles.PathAsync("sticker.webp")).ShouldBeLessThanOrEqualTo(100 << 10);
        JudgeSealed.LengthOf(await SampleFiles.PathAsync("sticker-large.webp")).ShouldBeGreaterThan(100 << 10);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task What_is_damaged_does_not_decode_without_a_complaint(string file) =>
        (await ComplaintsAsync(file)).ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Conforming))]
    public async Task What_conforms_decodes_without_a_complaint(string file) =>
        (await ComplaintsAsync(file)).ShouldBeEmpty();

    [Theory]
    [InlineData("conforming.mp4", "ftyp moov free mdat")]
    [InlineData("moov-last.mp4", "ftyp free mdat moov")]
    [InlineData("fragmented.mp4", "ftyp moov moof mdat mfra")]
    [InlineData("truncated.mp4", "ftyp moov free mdat cut")]
    [InlineData("truncated-moov-last.mp4", "ftyp free mdat cut")]
    public async Task The_boxes_stand_in_the_order_that_the_name_says(string file, string boxes) =>
        string.Join(' ', await JudgeBoxes.OfAsync(await SampleFiles.PathAsync(file))).ShouldBe(boxes);

    [Fact]
    public async Task The_turned_video_shows_its_corners_turned()
    {
        using var temp = new TempDirectory();
        var frame = Path.Combine(temp.Path, "frame.png");
        var path = await SampleFiles.PathAsync("rotated.mp4");
        await JudgeTool.OutputAsync("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-frames:v", "1", frame);

        (await JudgeCorners.OfAsync(frame)).ShouldBe("blue red yellow green");
    }

    [Fact]
    public async Task The_archives_hold_what_they_should()
    {
        (await EntriesAsync("letter.docx")).ShouldBe(["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
        (await EntriesAsync("table.xlsx")).ShouldContain("xl/workbook.xml");
        (await EntriesAsync("files.zip")).ShouldBe(["note.txt", "page.html"]);
    }

    [Fact]
    public async Task The_bomb_holds_four_gigabytes_in_a_few_kilobytes()
    {
        await using var outer = await ZipFile.OpenReadAsync(await SampleFiles.PathAsync("bomb.zip"));
        var held = 0L;
        foreach (var shell in outer.Entries)
        {
            await using var inner = new ZipArchive(await shell.OpenAsync(), ZipArchiveMode.Read);
            held += inner.Entries.Sum(entry => entry.Length);
        }

        held.ShouldBe(4_000_000_000);
        new FileInfo(await SampleFiles.PathAsync("bomb.zip")).Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task A_hundred_thousand_frames_are_a_hundred_thousand()
    {
        var length = new FileInfo(await SampleFiles.PathAsync("100000-frames.gif")).Length;

        // A header and a palette, 23 bytes a frame, and the trailer.
        length.ShouldBe(19 + (100_000 * 23) + 1);
    }

    private static async Task<JudgePicture> Picture(string file) => await JudgePicture.OfAsync(await SampleFiles.PathAsync(file));

    // Each of the tools forgives something that the other does not.
    private static async Task<string> ComplaintsAsync(string file)
    {
        var path = await SampleFiles.PathAsync(file);
        return Path.GetExtension(file) is ".jpg" or ".png" or ".webp"
            ? await JudgePicture.ComplaintsAsync(path)
            : await JudgeMedia.ComplaintsAsync(path);
    }

    private static async Task<string[]> EntriesAsync(string file)
    {
        await using var archive = await ZipFile.OpenReadAsync(await SampleFiles.PathAsync(file));
        foreach (var entry in archive.Entries)
        {
            // Reading to the end compares the CRC.
            await using var content = await entry.OpenAsync();
            await content.CopyToAsync(Stream.Null);
        }

        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
