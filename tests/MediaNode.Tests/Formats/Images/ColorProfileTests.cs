using System.Buffers.Binary;
using System.Text;
using MediaNode.Formats.Inspection;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Images;

public sealed class ColorProfileTests
{
    [Theory]
    [InlineData("plain.jpg", ColorProfile.None)]
    [InlineData("p3.jpg", ColorProfile.Other)]
    [InlineData("cmyk.jpg", ColorProfile.Other)]
    [InlineData("broken-icc.jpg", ColorProfile.Broken)]
    public async Task A_real_picture_tells_its_profile(string file, ColorProfile profile) =>
        (await ImageAsync(await SampleFiles.PathAsync(file))).Profile.ShouldBe(profile);

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public async Task What_vips_writes_for_other_colours_is_other_and_for_sRGB_it_is_sRGB(string extension)
    {
        using var temp = new TempDirectory();
        foreach (var (name, expected) in new[] { ("p3", ColorProfile.Other), ("srgb", ColorProfile.Srgb) })
        {
            var path = Path.Combine(temp.Path, $"{name}.{extension}");
            await JudgeTool.OutputAsync(
                "vips", "icc_transform", await SampleFiles.PathAsync("plain.jpg"), path, name, "--input-profile", "srgb");

            // What vips calls a profile in PNG tells nothing: its name is "icc".
            (await ImageAsync(path)).Profile.ShouldBe(extension == "png" ? ColorProfile.Other : expected, name);
        }
    }

    [Theory]
    [InlineData("sRGB IEC61966-2.1", ColorProfile.Srgb)]
    [InlineData("c2", ColorProfile.Srgb)]
    [InlineData("Display P3", ColorProfile.Other)]
    [InlineData("", ColorProfile.Other)]
    public void The_description_tells(string name, ColorProfile profile) => Image(Jpeg(Profile(name))).Profile.ShouldBe(profile);

    [Fact]
    public void A_profile_that_ends_too_soon_or_has_no_tags_is_broken()
    {
        var whole = Profile("sRGB");
        Image(Jpeg(whole[..100])).Profile.ShouldBe(ColorProfile.Broken);
        Image(Jpeg(whole[..^4])).Profile.ShouldBe(ColorProfile.Broken);
        Image(Jpeg([.. whole[..128], 0, 0, 0, 0, .. whole[132..]])).Profile.ShouldBe(ColorProfile.Broken);
        Image(Jpeg([.. whole[..36], .. "cspa"u8, .. whole[40..]])).Profile.ShouldBe(ColorProfile.Broken);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(92)]
    public async Task A_JPEG_tells_its_quality_and_its_sampling(int quality)
    {
        using var temp = new TempDirectory();
        var path = Path.Combine(temp.Path, "x.jpg");
        await JudgeTool.OutputAsync("vips", "copy", await SampleFiles.PathAsync("plain.png"), $"{path}[Q={quality}]");

        var image = await ImageAsync(path);

        image.Quality.ShouldNotBeNull().ShouldBeInRange(quality - 1, quality + 1);
        image.Subsampled.ShouldBe(quality < 90);
    }

    private static byte[] Profile(string name)
    {
        var text = Encoding.ASCII.GetBytes(name + "\0");
        var profile = new byte[128 + 4 + 12 + 12 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        "acsp"u8.CopyTo(profile.AsSpan(36));
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(128), 1);
        "desc"u8.CopyTo(profile.AsSpan(132));
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(136), 144);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(140), 12 + text.Length);
        "desc"u8.CopyTo(profile.AsSpan(144));
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(152), text.Length);
        text.CopyTo(profile, 156);
        return profile;
    }

    // No scan: the profile is told all the same.
    private static byte[] Jpeg(byte[] profile)
    {
        byte[] body = [.. "ICC_PROFILE\0"u8, 1, 1, .. profile];
        byte[] frame = [0xFF, 0xC0, 0, 17, 8, 0, 10, 0, 10, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
        return [0xFF, 0xD8, 0xFF, 0xE2, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body, .. frame, 0xFF, 0xD9];
    }

    private static ImageFacts Image(byte[] bytes) => MediaSniffer.Inspect(new MemorySource(bytes)).Image.ShouldNotBeNull();

    private static async Task<ImageFacts> ImageAsync(string path) =>
        Image(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
}
