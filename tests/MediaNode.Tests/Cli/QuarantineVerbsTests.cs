using MediaNode.Cli;
using MediaNode.Tests.Quarantining;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli;

public sealed class QuarantineVerbsTests : IClassFixture<SharedNode>
{
    private readonly TestNode _node;

    public QuarantineVerbsTests(SharedNode shared) => _node = shared.Node;

    [Fact]
    public async Task Content_is_blocked_by_a_media_listed_shown_and_released()
    {
        var bytes = Bytes.Random(2048);
        var digest = QuarantineCalls.DigestOf(bytes);
        var id = await _node.UploadAsync(bytes);

        using (var added = await RunAsync(ExitCode.Ok, "quarantine", "add", id, "--reason", "Reported by a customer"))
        {
            added.Out.ShouldContain($"{digest}  blocked");
            added.Out.ShouldContain("by admin: Reported by a customer");
        }

        using (var list = await RunAsync(ExitCode.Ok, "quarantine", "list", "--limit", "1000"))
        {
            list.Out.ShouldContain(digest);
            list.Out.ShouldContain("Reported by a customer");
        }

        using (var shown = await RunAsync(ExitCode.Ok, "quarantine", "show", digest.ToUpperInvariant()))
        {
            shown.Out.ShouldContain("1 media have it, 2.0 KiB.");
            shown.Out.ShouldContain($"  {id}");
        }

        using (var media = await RunAsync(ExitCode.Ok, "media", "show", id))
        {
            media.Out.ShouldContain("In quarantine since");
        }

        using (var refused = await RunAsync(ExitCode.Refused, "media", "get", id, "--output", "copy.jpg"))
        {
            refused.Error.ShouldContain("in quarantine");
            refused.Files.ShouldBeEmpty();
        }

        using (var released = await RunAsync(ExitCode.Ok, "quarantine", "release", digest))
        {
            released.Out.ShouldContain($"{digest}  released");
            released.Out.ShouldContain("by admin.");
        }

        using (var twice = await RunAsync(ExitCode.Refused, "quarantine", "release", digest))
        {
            twice.Error.ShouldContain("is not in quarantine");
        }

        using var all = await RunAsync(ExitCode.Ok, "quarantine", "list", "--state", "released", "--json");
        all.Json["quarantined"]!.AsArray().Select(row => row!["digest"]!.GetValue<string>()).ShouldContain(digest);
    }

    [Fact]
    public async Task Content_is_blocked_by_its_digest_and_the_list_has_all_pages()
    {
        for (var seed = 0; seed < 105; seed++)
        {
            await _node.BlockAsync(Bytes.Random(10, 900 + seed));
        }

        using var added = await RunAsync(ExitCode.Ok, "quarantine", "add", QuarantineCalls.DigestOf([9]), "--reason", "In advance", "--json");
        added.Json["from_media"].ShouldBeNull();
        using var list = await RunAsync(ExitCode.Ok, "quarantine", "list", "--limit", "1000", "--json");
        list.Json["quarantined"]!.AsArray().Count.ShouldBeGreaterThanOrEqualTo(106);
        using var some = await RunAsync(ExitCode.Ok, "quarantine", "list", "--limit", "5", "--json");
        some.Json["quarantined"]!.AsArray().Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "--reason", "quarantine", "add", "e3b0")]
    [InlineData(ExitCode.Usage, "blocked", "quarantine", "list", "--state", "gone")]
    [InlineData(ExitCode.Usage, "from 1 on", "quarantine", "list", "--limit", "0")]
    [InlineData(ExitCode.Refused, "SHA-256", "quarantine", "add", "e3b0", "--reason", "x")]
    [InlineData(ExitCode.Refused, "SHA-256", "quarantine", "show", "../users")]
    public async Task What_makes_no_sense_is_told(int code, string word, params string[] line)
    {
        using var run = await RunAsync(code, line);

        run.Error.ShouldContain(word);
    }

    private async Task<CliRun> RunAsync(int code, params string[] arguments)
    {
        var run = new CliRun();
        run.Variables["MEDIANODE_URL"] = _node.Url.ToString();
        run.Variables["MEDIANODE_TOKEN"] = await _node.LoginAsync("admin", TestNode.Password);
        (await run.RunAsync(arguments)).ShouldBe(code, run.Error);
        return run;
    }
}
