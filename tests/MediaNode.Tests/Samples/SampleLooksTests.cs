using System.Text;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Samples;

/// <summary>The catalogue is true: each file is what the table says, by the real tools.</summary>
public sealed class SampleLooksTests
{
    public static TheoryData<string> Pictures => [.. SampleLooks.Pictures.Keys];

    public static TheoryData<string> Media => [.. SampleLooks.Media.Keys];

    public static TheoryData<string> Others => [.. SampleLooks.Beginnings.Keys];

    [Fact]
    public async Task The_table_knows_every_file_that_is_made_and_no_other()
    {
        var made = Directory.GetFiles(await SampleFiles.FolderAsync()).Select(Path.GetFileName).Where(name => name != "made");

        SampleLooks.Files.Order(StringComparer.Ordinal).ShouldBe(made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_has_a_use_and_every_use_a_file() =>
        SampleCatalogue.All.Select(sample => sample.File).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(SampleLooks.Files.Order(StringComparer.Ordinal));

    [Fact]
    public void No_use_stands_in_the_catalogue_twice() => SampleCatalogue.All.Select(sample => sample.Name).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task A_picture_is_what_the_table_says(string file) =>
        (await JudgePicture.OfAsync(await SampleFiles.PathAsync(file))).ToString().ShouldBe(SampleLooks.Pictures[file]);

    [Theory]
    [MemberData(nameof(Media))]
    public async Task Sound_and_video_are_what_the_table_says(string file) =>
        (await JudgeMedia.OfAsync(await SampleFiles.PathAsync(file))).ToString().ShouldBe(SampleLooks.Media[file]);

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Any_other_file_begins_as_the_table_says(string file)
    {
        var beginning = SampleLooks.Beginnings[file];
        var buffer = new byte[beginning.Length];
        await using var stream = File.OpenRead(await SampleFiles.PathAsync(file));
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);

        Encoding.Latin1.GetString(buffer, 0, read).ShouldBe(beginning);
    }
}
