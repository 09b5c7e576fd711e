using System.Net;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

/// <summary>A disk that is not mounted, or another one in its place, must not look like media that are lost.</summary>
[Collection(HeavyTests.Name)]
public sealed class WrongVolumeTests : IDisposable
{
    private readonly TempDirectory _data = new();

    private string Media => Path.Combine(_data.Path, "media");

    private string Aside => Path.Combine(_data.Path, "aside");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_node_does_not_start_on_an_empty_directory_where_its_volume_should_be_and_does_once_it_is_back()
    {
        var id = await UploadAndStopAsync();
        Directory.Move(Media, Aside);
        Directory.CreateDirectory(Media);

        var (exitCode, said) = await NodeProcess.StartInVainAsync(_data.Path);

        exitCode.ShouldBe(1);
        said.ShouldContain("is it mounted?");
        said.ShouldNotContain("   at ");
        Directory.Delete(Media, recursive: true);
        Directory.Move(Aside, Media);
        await using var node = await TestNode.StartAsync(data: _data.Path);
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).ShouldBe(Bytes.Random(1000));
        (await node.StateAsync(id)).ShouldBe("stored");
    }

    [Fact]
    public async Task An_operator_who_says_that_it_is_lost_can_go_on()
    {
        var id = await UploadAndStopAsync();
        Directory.Delete(Media, recursive: true);
        Directory.CreateDirectory(Media);
        await File.WriteAllTextAsync(Path.Combine(Media, ".volume"), "");

        await using (var node = await TestNode.StartAsync(data: _data.Path))
        {
            (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.NotFound);
        }

        // It is the volume from now on.
        await using var again = await TestNode.StartAsync(data: _data.Path);
        (await File.ReadAllTextAsync(Path.Combine(Media, ".volume"), TestContext.Current.CancellationToken)).Trim().Length.ShouldBe(36);
    }

    [Fact]
    public async Task A_volume_from_before_there_were_identities_gets_one()
    {
        var id = await UploadAndStopAsync();
        File.Delete(Path.Combine(Media, ".volume"));

        await using var node = await TestNode.StartAsync(data: _data.Path);

        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.OK);
        File.Exists(Path.Combine(Media, ".volume")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_volume_of_another_catalogue_is_refused()
    {
        await UploadAndStopAsync();
        using var other = new TempDirectory();
        await using (await TestNode.StartAsync(data: other.Path))
        {
        }

        File.Copy(Path.Combine(other.Path, "media", ".volume"), Path.Combine(Media, ".volume"), overwrite: true);

        var (exitCode, said) = await NodeProcess.StartInVainAsync(_data.Path);

        exitCode.ShouldBe(1);
        said.ShouldContain("belongs to another catalogue");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("directory")]
    [InlineData("link")]
    [InlineData("pipe")]
    public async Task What_is_no_identity_is_refused_and_not_shown(string what)
    {
        await UploadAndStopAsync();
        var (mark, aside) = (Path.Combine(Media, ".volume"), Path.Combine(_data.Path, "mark"));
        File.Move(mark, aside);
        switch (what)
        {
            case "text":
                await File.WriteAllTextAsync(mark, "\e]0;owned\a\n\nforged");
                break;
            case "directory":
                Directory.CreateDirectory(mark);
                break;
            case "link":
                File.CreateSymbolicLink(mark, aside);
                break;
            default:
                using (var made = System.Diagnostics.Process.Start("mkfifo", [mark]))
                {
                    await made.WaitForExitAsync(TestContext.Current.CancellationToken);
                }

                break;
        }

        var (exitCode, said) = await NodeProcess.StartInVainAsync(_data.Path);

        exitCode.ShouldBe(1);
        said.ShouldContain($"{mark} ");
        said.ShouldContain("If this is the right volume, ");
        said.ShouldNotContain("forged");
        said.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\uFEFF{0}\r\n")]
    public async Task An_identity_is_the_same_however_an_editor_left_it(string form)
    {
        var id = await UploadAndStopAsync();
        var mark = Path.Combine(Media, ".volume");
        var identity = (await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken)).Trim().ToUpperInvariant();
        await File.WriteAllTextAsync(mark, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, identity), TestContext.Current.CancellationToken);

        await using var node = await TestNode.StartAsync(data: _data.Path);

        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_pass_marks_nothing_while_the_volume_is_away()
    {
        await using var node = await TestNode.StartAsync(data: _data.Path);
        var id = await node.UploadAsync(Bytes.Random(1000));
        Directory.Move(Media, Aside);
        Directory.CreateDirectory(Media);

        var pass = await node.ReconcileAsync("""{"fix":true}""", ends: "failed");

        pass.GetProperty("fault").GetString()!.ShouldContain("is it mounted?");
        (await node.StateAsync(id)).ShouldBe("stored");
        Directory.Delete(Media, recursive: true);
        Directory.Move(Aside, Media);
        (await node.ReconcileAsync("""{"fix":true}""")).GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_node_whose_volume_was_removed_says_that_it_is_not_ready()
    {
        await using var node = await TestNode.StartAsync(data: _data.Path);
        Directory.Delete(Path.Combine(Media, "outgoing"), recursive: true);

        (await node.StatusAsync("/readyz")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var health = await node.GetAsync("/v1/health");
        (await health.JsonAsync()).GetProperty("node").GetProperty("state").GetString().ShouldBe("failing");
    }

    private async Task<string> UploadAndStopAsync()
    {
        await using var node = await TestNode.StartAsync(data: _data.Path);
        return await node.UploadAsync(Bytes.Random(1000));
    }
}
