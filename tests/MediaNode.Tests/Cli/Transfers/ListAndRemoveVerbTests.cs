using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Transfers;

public sealed class ListAndRemoveVerbTests : IAsyncLifetime
{
    private readonly CliRun _run = new();
    private ContractNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await ContractNode.StartAsync();
        _run.As(_node);
    }

    [Fact]
    public async Task Media_are_listed_in_columns_with_sizes_people_read()
    {
        var id = _node.Keep("image/jpeg", new byte[48213]);

        (await _run.RunAsync("media", "ls")).ShouldBe(0);

        _run.Out.ShouldBe($"""
            {"ID",-36}  TYPE        SIZE      STATE   CREATED (UTC)
            {id}  image/jpeg  47.1 KiB  stored  2026-11-22 10:15:30

            """);
    }

    [Theory]
    [InlineData("250", 3, 250, true)]
    [InlineData("260", 3, 260, false)]
    [InlineData("1000", 3, 260, false)]
    [InlineData("7", 1, 7, true)]
    [InlineData(null, 1, 100, true)]
    public async Task Pages_are_walked_until_there_are_enough(string? limit, int pages, int count, bool more)
    {
        for (var i = 0; i < 260; i++)
        {
            _node.Keep("image/jpeg", [1]);
        }

        (await _run.RunAsync(["media", "ls", "--json", .. (string[])(limit is null ? [] : ["--limit", limit])])).ShouldBe(0);

        _node.Requests.Count.ShouldBe(pages);
        var ids = _run.Json["media"]!.AsArray().Select(media => media!["id"]!.GetValue<string>()).ToArray();
        ids.ShouldBe(_node.Media.Keys.Order(StringComparer.Ordinal).Take(count));
        _run.Json["next"]?.GetValue<string>().ShouldBe(more ? ids[^1] : null);
    }

    [Fact]
    public async Task A_listing_goes_on_behind_an_id()
    {
        _node.Keep("image/jpeg", [1]);
        _node.Keep("image/jpeg", [2]);
        var ids = _node.Media.Keys.Order(StringComparer.Ordinal).ToArray();

        await _run.RunAsync("media", "ls", "--limit", "1");
        _run.Error.ShouldContain($"There is more: --after {ids[0]}");
        await _run.RunAsync("media", "ls", "--json", "--after", ids[0]);

        _run.Json["media"]!.AsArray().Select(media => media!["id"]!.GetValue<string>()).ShouldBe([ids[1]]);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_cursor_that_does_not_move_ends_the_walk()
    {
        _node.Instead = context => ContractNode.JsonAsync(context, 200, """{"media":[],"next":"same"}""");

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _node.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Removing_goes_on_after_an_unknown_id()
    {
        var one = _node.Keep("image/jpeg", [1]);
        var two = _node.Keep("image/jpeg", [2]);

        (await _run.RunAsync("media", "rm", one, "unknown", two)).ShouldBe(1);

        _node.Media.ShouldBeEmpty();
        _run.Out.ShouldBe($"Removed {one}.\nRemoved {two}.\n");
        _run.Error.ShouldContain("No media has the id unknown");
    }

    [Fact]
    public async Task A_program_learns_which_were_removed()
    {
        var one = _node.Keep("image/jpeg", [1]);

        (await _run.RunAsync("media", "rm", one, "--json")).ShouldBe(0);

        _run.Json.ToJsonString().ShouldBe($$"""{"media":[{"id":"{{one}}","removed":true}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _run.Dispose();
    }
}
