using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Transfers;

public sealed class PutVerbTests : IAsyncLifetime
{
    private readonly CliRun _run = new();
    private ContractNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await ContractNode.StartAsync();
        _run.As(_node);
    }

    [Theory]
    [InlineData("photo.jpg", "image/jpeg")]
    [InlineData("VOICE.OGG", "audio/ogg; codecs=opus")]
    [InlineData("voice.opus", "audio/ogg; codecs=opus")]
    [InlineData("@strange[name].xyz", "application/octet-stream")]
    [InlineData("no-extension", "application/octet-stream")]
    public async Task A_file_arrives_whole_with_the_type_of_its_extension(string name, string type)
    {
        (await _run.RunAsync("media", "put", _run.Write(name, "the bytes"))).ShouldBe(0);

        var (id, media) = _node.Media.Single();
        _run.Out.ShouldBe($"{id}  {name}\n");
        media.Type.ShouldBe(type);
        media.Chunked.ShouldBeFalse();
        System.Text.Encoding.UTF8.GetString(media.Bytes).ShouldBe("the bytes");
    }

    [Fact]
    public async Task A_given_type_is_sent_as_it_was_written()
    {
        (await _run.RunAsync("media", "put", _run.Write("a", "x"), "--type", "audio/ogg;codecs=opus")).ShouldBe(0);

        _node.Media.Values.Single().Type.ShouldBe("audio/ogg;codecs=opus");
    }

    [Fact]
    public async Task Standard_input_goes_out_in_chunks()
    {
        _run.Input = CliRun.Text("from a pipe");

        (await _run.RunAsync("media", "put", "-", "--type", "text/plain", "--json")).ShouldBe(0);

        var (id, media) = _node.Media.Single();
        media.Chunked.ShouldBeTrue();
        System.Text.Encoding.UTF8.GetString(media.Bytes).ShouldBe("from a pipe");
        _run.Json.ToJsonString().ShouldBe($$"""{"media":[{"file":"-","id":"{{id}}","type":"text/plain"}]}""");
    }

    [Fact]
    public async Task One_refused_file_does_not_hold_up_the_others()
    {
        _run.Write("one.txt", "1");
        _run.Write("empty.txt", "");
        _run.Write("two.txt", "2");
        Directory.CreateDirectory(Path.Combine(_run.Folder, "folder"));

        (await _run.RunAsync("media", "put", "one.txt", "missing.txt", "empty.txt", "folder", "two.txt")).ShouldBe(1);

        _run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[1]).ShouldBe(["one.txt", "two.txt"]);
        _run.Error.ShouldContain("missing.txt: There is no such file: missing.txt");
        _run.Error.ShouldContain("empty.txt: Required parameter is missing: The body is empty.");
        _run.Error.ShouldContain("folder: This is a directory");
        _node.Media.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_program_gets_every_result_and_the_first_refusal_in_one_document()
    {
        (await _run.RunAsync("media", "put", "missing.txt", _run.Write("one.txt", "1"), "--json")).ShouldBe(1);

        _run.Json["media"]![0]!["error"]!["title"]!.GetValue<string>().ShouldBe("There is no such file");
        _run.Json["media"]![1]!["id"]!.GetValue<string>().ShouldBe(_node.Media.Keys.Single());
        _run.Json["error"]!["details"]!.GetValue<string>().ShouldBe("missing.txt");
        _run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_login_ends_the_round_at_once()
    {
        _run.Variables["MEDIANODE_TOKEN"] = "worn-out";

        (await _run.RunAsync("media", "put", _run.Write("one.txt", "1"), _run.Write("two.txt", "2"))).ShouldBe(1);

        _node.Requests.Count.ShouldBe(1);
        _run.Error.ShouldContain("The remaining 1 were not tried.");
    }

    [Theory]
    [InlineData(64 << 20, "100-continue")]
    [InlineData(1000, "")]
    public async Task A_large_file_asks_first_so_that_a_refusal_costs_no_upload(int length, string expect)
    {
        string? asked = null;
        _node.Instead = context =>
        {
            // The body is never read: a client that asked first has sent none of it.
            asked = context.Request.Headers.Expect.ToString();
            return ContractNode.JsonAsync(
                context, 413, """{"errors":[{"code":1009,"title":"Parameter value is not valid","details":"Too large."}]}""");
        };
        await using (var file = File.Create(Path.Combine(_run.Folder, "film.mp4")))
        {
            file.SetLength(length);
        }

        (await _run.RunAsync("media", "put", "film.mp4")).ShouldBe(1);

        asked.ShouldBe(expect);
        _run.Error.ShouldContain("Parameter value is not valid: Too large.");
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _run.Dispose();
    }
}
