using System.Text;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Transfers;

public sealed class GetVerbTests : IAsyncLifetime
{
    private static readonly byte[] _hello = Encoding.UTF8.GetBytes("hello");

    private readonly CliRun _run = new();
    private ContractNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await ContractNode.StartAsync();
        _run.As(_node);
    }

    [Theory]
    [InlineData("image/jpeg", ".jpg")]
    [InlineData("audio/ogg; codecs=opus", ".ogg")]
    [InlineData("Image/PNG", ".png")]
    [InlineData("application/x-unheard-of", ".bin")]
    public async Task Media_lands_under_its_id_with_an_extension_by_type(string type, string extension)
    {
        var id = _node.Keep(type, _hello);

        (await _run.RunAsync("media", "get", id)).ShouldBe(0);

        _run.Out.ShouldBe($"{id}{extension}\n");
        _run.Read(id + extension).ShouldBe("hello");
        _run.Files.ShouldBe([id + extension]);
        _run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_learns_what_it_got()
    {
        var id = _node.Keep("image/jpeg", _hello);

        (await _run.RunAsync("media", "get", id, "-o", "x.jpg", "--json")).ShouldBe(0);

        _run.Json.ToJsonString().ShouldBe(
            $$"""{"id":"{{id}}","file":"x.jpg","type":"image/jpeg","length":5,"digest":"{{_node.Media[id].Digest}}","verified":true}""");
    }

    [Fact]
    public async Task A_directory_takes_the_file_under_its_own_name()
    {
        var id = _node.Keep("image/jpeg", _hello);
        Directory.CreateDirectory(Path.Combine(_run.Folder, "there"));

        (await _run.RunAsync("media", "get", id, "-o", "there")).ShouldBe(0);

        _run.Read($"there/{id}.jpg").ShouldBe("hello");
    }

    [Fact]
    public async Task A_file_that_exists_is_left_alone_and_nothing_travels()
    {
        var id = _node.Keep("image/jpeg", _hello);
        _run.Write("mine.jpg", "precious");

        (await _run.RunAsync("media", "get", id, "-o", "mine.jpg")).ShouldBe(1);

        _run.Error.ShouldContain("The file exists: mine.jpg");
        _run.Error.ShouldContain("--force");
        _run.Read("mine.jpg").ShouldBe("precious");
        _node.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_appears_meanwhile_is_left_alone_too()
    {
        _node.Instead = async context =>
        {
            await context.Response.Body.FlushAsync();
            await PartialFileAsync();
            _run.Write("mine.jpg", "precious");
            await context.Response.WriteAsync("hello");
        };

        (await _run.RunAsync("media", "get", "some-id", "-o", "mine.jpg")).ShouldBe(1);

        _run.Read("mine.jpg").ShouldBe("precious");
        _run.Files.ShouldBe(["mine.jpg"]);
    }

    [Fact]
    public async Task Force_overwrites()
    {
        var id = _node.Keep("image/jpeg", _hello);
        _run.Write("mine.jpg", "old");

        (await _run.RunAsync("media", "get", id, "-o", "mine.jpg", "--force")).ShouldBe(0);

        _run.Read("mine.jpg").ShouldBe("hello");
        _run.Files.ShouldBe(["mine.jpg"]);
    }

    [Fact]
    public async Task Bytes_that_do_not_match_the_digest_are_not_kept()
    {
        var id = _node.Keep("image/jpeg", _hello);
        _node.Media[id] = _node.Media[id] with { Digest = new string('0', 64) };
        _run.Write("old.jpg", "old");

        (await _run.RunAsync("media", "get", id, "-o", "old.jpg", "--force")).ShouldBe(1);

        _run.Error.ShouldContain("The digest does not match");
        _run.Error.ShouldContain("nothing was kept");
        _run.Read("old.jpg").ShouldBe("old");
        _run.Files.ShouldBe(["old.jpg"]);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_leaves_nothing_behind()
    {
        _node.Instead = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("only the beginning");
            await PartialFileAsync();
        };

        (await _run.RunAsync("media", "get", "some-id")).ShouldBe(1);

        _run.Error.ShouldContain("The node broke off before the end");
        _run.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Standard_output_carries_the_bytes_and_nothing_else()
    {
        var bytes = new byte[300_000];
        Random.Shared.NextBytes(bytes);
        var id = _node.Keep("image/jpeg", bytes);

        (await _run.RunAsync("media", "get", id, "-o", "-")).ShouldBe(0);

        _run.Bytes.ShouldBe(bytes);
        _run.Out.ShouldBeEmpty();
        _run.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mismatch_on_standard_output_is_told_though_it_cannot_be_taken_back()
    {
        var id = _node.Keep("image/jpeg", _hello);
        _node.Media[id] = _node.Media[id] with { Digest = new string('0', 64) };

        (await _run.RunAsync("media", "get", id, "-o", "-")).ShouldBe(1);

        _run.Error.ShouldContain("already written");
    }

    [Fact]
    public async Task A_node_that_gives_no_digest_is_believed_but_it_is_said()
    {
        _node.Instead = context => context.Response.WriteAsync("hello");

        (await _run.RunAsync("media", "get", "some-id", "-o", "x")).ShouldBe(0);

        _run.Error.ShouldContain("not verified");
    }

    [Fact]
    public async Task An_unknown_id_is_named_although_the_node_says_nothing()
    {
        (await _run.RunAsync("media", "get", "f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68")).ShouldBe(1);

        _run.Error.ShouldContain("No media has the id f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68");
        (await _run.RunAsync("media", "get", "f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68", "--json")).ShouldBe(1);
        _run.Json["error"]!["status"]!.GetValue<int>().ShouldBe(404);
    }

    [Fact]
    public async Task A_directory_that_is_missing_is_named_before_anything_travels()
    {
        (await _run.RunAsync("media", "get", "some-id", "-o", "not/there/x.jpg")).ShouldBe(1);

        _run.Error.ShouldContain("There is no such directory: not/there");
        _node.Requests.ShouldBeEmpty();
    }

    // Only once the client writes does it have something to leave behind.
    private async Task PartialFileAsync()
    {
        for (var i = 0; i < 1000 && !_run.Files.Any(file => file.EndsWith(".partial", StringComparison.Ordinal)); i++)
        {
            await Task.Delay(10);
        }

        _run.Files.Count(file => file.EndsWith(".partial", StringComparison.Ordinal)).ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _run.Dispose();
    }
}
