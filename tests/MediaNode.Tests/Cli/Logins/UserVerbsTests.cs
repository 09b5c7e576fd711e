using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Logins;

public sealed class UserVerbsTests : IAsyncLifetime
{
    private readonly CliRun _run = new();
    private ContractNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await ContractNode.StartAsync();
        _run.As(_node);
    }

    [Fact]
    public async Task A_user_is_added_with_the_password_from_standard_input()
    {
        _run.Input = CliRun.Text("Good-horse-1\n");

        (await _run.RunAsync("users", "add", "bot1", "--password-stdin")).ShouldBe(0);

        _run.Out.ShouldBe("Added bot1.\n");
        _node.Users["bot1"].ShouldBe("Good-horse-1");
    }

    [Fact]
    public async Task A_typed_password_is_typed_twice()
    {
        _run.Answers = new Queue<string>(["Good-horse-1", "Good-horse-2"]);

        (await _run.RunAsync("users", "add", "bot1")).ShouldBe(1);

        _run.Error.ShouldContain("differ");
        _node.Users.ShouldNotContainKey("bot1");
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_in_the_nodes_own_words()
    {
        (await _run.RunAsync("users", "add", "admin", "--password", "Good-horse-1", "--json")).ShouldBe(1);

        _run.Json.ToJsonString().ShouldBe(
            """{"error":{"code":1014,"title":"Internal error","details":"Unable to create user. Already exist?","status":500}}""");
    }

    [Fact]
    public async Task A_password_is_changed()
    {
        (await _run.RunAsync("users", "passwd", "admin", "--password", "Newer-horse-2")).ShouldBe(0);

        _node.Users["admin"].ShouldBe("Newer-horse-2");
        _run.Out.ShouldNotContain("Newer");
    }

    [Fact]
    public async Task A_user_is_removed_and_then_unknown()
    {
        _node.Users["bot1"] = "x";

        (await _run.RunAsync("users", "rm", "bot1")).ShouldBe(0);
        (await _run.RunAsync("users", "rm", "bot1")).ShouldBe(1);

        _run.Error.ShouldContain("No user has the name bot1");
        _node.Users.ShouldNotContainKey("bot1");
    }

    [Fact]
    public async Task A_user_is_shown_with_the_role()
    {
        (await _run.RunAsync("users", "show", "admin", "--json")).ShouldBe(0);

        _run.Json.ToJsonString().ShouldBe("""{"users":[{"username":"admin","role":"ROLE_ADMIN"}]}""");
    }

    [Fact]
    public async Task The_users_are_listed_in_columns()
    {
        _node.Users["longer-name"] = "x";

        (await _run.RunAsync("users", "ls")).ShouldBe(0);

        _run.Out.ShouldBe("""
            NAME         ROLE
            admin        ROLE_ADMIN
            longer-name  ROLE_USER

            """);
    }

    [Fact]
    public async Task A_name_travels_escaped()
    {
        _node.Users["o'neil ünï?"] = "x";

        (await _run.RunAsync("users", "show", "o'neil ünï?")).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _run.Dispose();
    }
}
