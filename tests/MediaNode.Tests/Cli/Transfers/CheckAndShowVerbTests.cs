using MediaNode.Cli;
using MediaNode.Tests.Renditions;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Transfers;

/// <summary>The verbs against the real node, for what they show is what it says.</summary>
public sealed class CheckAndShowVerbTests(SharedNode shared) : IClassFixture<SharedNode>, IDisposable
{
    private readonly CliRun _cli = new();

    private TestNode Node => shared.Node;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_would_be_taken_is_told_and_the_exit_code_is_zero()
    {
        await TakeAsync("plain.jpg", "transparent.png");

        (await RunAsync("media", "check", "plain.jpg", "transparent.png")).ShouldBe(ExitCode.Ok, _cli.Error);

        var lines = _cli.Out.Split('\n');
        lines[0].ShouldBe("plain.jpg: yes, as image");
        lines[1].ShouldBe("transparent.png: yes, as image, after it is mended");
        lines[2].ShouldMatch("^  RULE +FOUND +ACCEPTED");
        lines[3].ShouldMatch("^  image\\.transparency  .*mended by flatten$");
        _cli.Out.ShouldContain("  would be changed: laid on #ffffff where it is transparent (flatten)");
        Node.AllFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_would_be_refused_is_told_with_the_way_out_and_the_exit_code_is_one()
    {
        await TakeAsync("plain.jpg", "transparent.png");

        (await RunAsync("media", "check", "transparent.png", "plain.jpg", "--kind", "image", "--processing", "strict")).ShouldBe(ExitCode.Refused);

        _cli.Out.ShouldContain("transparent.png: no, not as image with processing strict");
        _cli.Out.ShouldContain("refused");
        _cli.Out.ShouldContain("  image.transparency: Lay it on a colour: vips flatten");
        _cli.Out.ShouldContain("plain.jpg: yes, as image");
    }

    [Fact]
    public async Task A_file_is_judged_by_its_content_unless_a_type_is_claimed()
    {
        await TakeAsync("png-named.jpg");

        (await RunAsync("media", "check", "png-named.jpg")).ShouldBe(ExitCode.Ok, _cli.Out + _cli.Error);
        _cli.Out.ShouldContain("png-named.jpg: yes, as image");

        (await RunAsync("media", "check", "png-named.jpg", "--type", "image/jpeg")).ShouldBe(ExitCode.Refused);
        _cli.Out.ShouldContain("media.claimed-type");
    }

    [Fact]
    public async Task An_empty_file_is_refused_by_its_name()
    {
        await File.WriteAllBytesAsync(Path.Combine(_cli.Folder, "empty.png"), [], TestContext.Current.CancellationToken);

        (await RunAsync("media", "check", "empty.png")).ShouldBe(ExitCode.Refused);

        _cli.Error.ShouldContain("empty");
        _cli.Error.ShouldContain("empty.png");
    }

    [Fact]
    public async Task A_kind_that_there_is_not_is_answered_with_those_there_are_on_one_line()
    {
        (await RunAsync("media", "check", "plain.jpg", "--kind", "photo")).ShouldBe(ExitCode.Usage);

        _cli.Error.ShouldContain("'image' 'sticker'");
        _cli.Error.ShouldNotContain("?");
    }

    [Fact]
    public async Task A_program_gets_one_document()
    {
        await TakeAsync("transparent.png");

        (await RunAsync("media", "check", "transparent.png", "absent.png", "--json")).ShouldBe(ExitCode.Refused);

        var check = _cli.Json["media"]![0]!["check"]!;
        check["verdict"]!.GetValue<string>().ShouldBe("yes-after");
        check["facts"]!["container"]!.GetValue<string>().ShouldBe("Png");
        check["breaches"]![0]!["how_to"]!.GetValue<string>().ShouldNotBeEmpty();
        _cli.Json["media"]![1]!["error"]!["title"]!.GetValue<string>().ShouldBe("There is no such file");
    }

    [Theory]
    [InlineData("--kind", "photo")]
    [InlineData("--processing", "maybe")]
    [InlineData("--type", "jpeg")]
    public async Task An_option_of_no_known_value_is_a_matter_of_usage(string option, string value) =>
        (await RunAsync("media", "check", "plain.jpg", option, value)).ShouldBe(ExitCode.Usage);

    [Fact]
    public async Task A_media_is_shown_with_its_facts_and_receipts()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadSampleAsync("transparent.png", "image/png");
        await node.MadeAsync(id, "kind=image");
        (await node.MakeAsync(id, "kind=image&processing=strict")).Dispose();

        (await RunAsync(node, "media", "show", id)).ShouldBe(ExitCode.Ok, _cli.Error);

        _cli.Out.ShouldContain($"{id}  image/png  ");
        _cli.Out.ShouldContain("Measured: image/png, 320 x 240 pixels");
        _cli.Out.ShouldMatch(@"As image: ready, mended, \d+ ms: image/png .* -> image/png ");
        _cli.Out.ShouldMatch(@"  image\.transparency +.* +mended by flatten");
        _cli.Out.ShouldMatch(@"As image: refused, refused, ");

        (await RunAsync(node, "media", "show", id, "--json")).ShouldBe(ExitCode.Ok);
        _cli.Json["renditions"]![0]!["receipt"]!["before"]!["type"]!.GetValue<string>().ShouldBe("image/png");
    }

    [Fact]
    public async Task An_unknown_media_is_refused()
    {
        (await RunAsync("media", "show", "0190163d-8694-739b-aea5-966c26f8ad91")).ShouldBe(ExitCode.Refused);

        _cli.Error.ShouldContain("No media has the id 0190163d");
    }

    private async Task TakeAsync(params string[] files)
    {
        foreach (var file in files)
        {
            File.Copy(await SampleFiles.PathAsync(file), Path.Combine(_cli.Folder, file));
        }
    }

    private Task<int> RunAsync(params string[] args) => RunAsync(Node, args);

    private Task<int> RunAsync(TestNode node, params string[] args)
    {
        _cli.Variables["MEDIANODE_URL"] = node.Url.ToString();
        _cli.Variables["MEDIANODE_TOKEN"] = node.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        return _cli.RunAsync(args);
    }
}
