using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Logins;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")] // File modes.
public sealed class LoginVerbsTests : IAsyncLifetime
{
    private readonly CliRun _run = new();
    private ContractNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await ContractNode.StartAsync();
        _run.Variables["MEDIANODE_URL"] = _node.Url;
    }

    [Fact]
    public async Task A_login_is_remembered_and_used_by_the_next_verb()
    {
        (await _run.RunAsync("login", "--password", ContractNode.Password)).ShouldBe(0);
        _run.Out.ShouldBe($"Logged in to {_node.Url} as admin until 2026-11-29 10:15 UTC.\n");

        (await _run.RunAsync("media", "ls")).ShouldBe(0);
    }

    [Fact]
    public async Task The_login_file_is_for_its_owner_alone_and_nothing_else_is_left_in_its_folder()
    {
        await _run.RunAsync("login", "--password", ContractNode.Password);

        File.GetUnixFileMode(_run.LoginFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var folder = Path.GetDirectoryName(_run.LoginFile)!;
        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(folder).ShouldBe([_run.LoginFile]);
    }

    [Fact]
    public async Task A_login_file_that_others_could_read_is_closed_by_the_next_login()
    {
        await _run.RunAsync("login", "--password", ContractNode.Password);
        File.SetUnixFileMode(_run.LoginFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await _run.RunAsync("login", "--password", ContractNode.Password);

        File.GetUnixFileMode(_run.LoginFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_file_keeps_one_entry_for_each_node()
    {
        await using var other = await ContractNode.StartAsync();
        foreach (var url in (string[])[_node.Url, other.Url, _node.Url + "/"])
        {
            (await _run.RunAsync("login", "--url", url, "--password", ContractNode.Password)).ShouldBe(0);
        }

        var logins = JsonNode.Parse(File.ReadAllText(_run.LoginFile))!["logins"]!.AsArray();
        logins.Select(login => login!["url"]!.GetValue<string>()).ShouldBe([other.Url + "/", _node.Url + "/"]);
    }

    [Fact]
    public async Task The_password_can_come_from_standard_input()
    {
        _run.Input = CliRun.Text(ContractNode.Password + "\nand more\n");

        (await _run.RunAsync("login", "--password-stdin")).ShouldBe(0);
    }

    [Fact]
    public async Task The_password_is_asked_for_when_somebody_is_there()
    {
        _run.Answers = new Queue<string>([ContractNode.Password]);

        (await _run.RunAsync("login", "--user", "admin", "--json")).ShouldBe(0);

        _run.Out.ShouldBe($$"""{"url":"{{_node.Url}}","user":"admin","expires_at":"2026-11-29T10:15:30+00:00"}""" + "\n");
    }

    [Fact]
    public async Task Without_a_terminal_a_missing_password_is_a_usage_error()
    {
        (await _run.RunAsync("login")).ShouldBe(2);

        _run.Error.ShouldContain("--password-stdin");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_never_repeated()
    {
        (await _run.RunAsync("login", "--password", "Wrong-horse-1")).ShouldBe(1);

        _run.Error.ShouldContain("Access denied: Invalid credentials. Check the name (admin) and the password.");
        _run.Error.ShouldNotContain("Wrong-horse-1");
        File.Exists(_run.LoginFile).ShouldBeFalse();
    }

    [Fact]
    public async Task A_password_that_must_change_says_exactly_how()
    {
        _node.MustChange.Add("admin");

        (await _run.RunAsync("login", "--password", ContractNode.Password)).ShouldBe(1);

        _run.Error.ShouldContain("Password Change Required");
        _run.Error.ShouldContain($"medianode login --url {_node.Url} --user admin --password 'OLD' --new-password 'NEW'");
        _run.Error.ShouldContain("8 to 64 characters");
        _run.Error.ShouldNotContain(ContractNode.Password);
    }

    [Fact]
    public async Task The_way_that_was_named_works()
    {
        _node.MustChange.Add("admin");

        (await _run.RunAsync("login", "--password", ContractNode.Password, "--new-password", "Newer-horse-2")).ShouldBe(0);

        _node.Users["admin"].ShouldBe("Newer-horse-2");
    }

    [Fact]
    public async Task At_a_terminal_the_new_password_is_asked_for_twice()
    {
        _node.MustChange.Add("admin");
        _run.Answers = new Queue<string>([ContractNode.Password, "Newer-horse-2", "Newer-horse-2"]);

        (await _run.RunAsync("login")).ShouldBe(0);

        _node.Users["admin"].ShouldBe("Newer-horse-2");
    }

    [Fact]
    public async Task A_slip_in_the_new_password_changes_nothing()
    {
        _node.MustChange.Add("admin");
        _run.Answers = new Queue<string>([ContractNode.Password, "Newer-horse-2", "Never-horse-2"]);

        (await _run.RunAsync("login")).ShouldBe(1);

        _node.Users["admin"].ShouldBe(ContractNode.Password);
    }

    [Fact]
    public async Task An_expired_login_says_so_without_asking_the_node()
    {
        await _run.RunAsync("login", "--password", ContractNode.Password);
        _node.Requests.Clear();
        _run.Clock.Advance(TimeSpan.FromDays(7));

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain($"Log in again: medianode login --url {_node.Url}");
        _node.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_login_a_verb_says_how_to_make_one()
    {
        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain($"Not logged in: {_node.Url}. Log in: medianode login --url {_node.Url}");
    }

    [Fact]
    public async Task The_token_in_the_environment_goes_before_the_remembered_one()
    {
        await _run.RunAsync("login", "--password", ContractNode.Password);
        _run.Variables["MEDIANODE_TOKEN"] = "another";

        (await _run.RunAsync("media", "ls")).ShouldBe(1);
    }

    [Fact]
    public async Task Logging_out_revokes_the_token_and_forgets_it()
    {
        await _run.RunAsync("login", "--password", ContractNode.Password);

        (await _run.RunAsync("logout")).ShouldBe(0);

        _node.Tokens.ShouldBeEmpty();
        File.ReadAllText(_run.LoginFile).ShouldNotContain("token-");
        (await _run.RunAsync("logout", "--json")).ShouldBe(0);
        _run.Json["revoked"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Logging_out_with_a_worn_out_token_still_forgets_it()
    {
        await _run.RunAsync("login", "--password", ContractNode.Password);
        _node.Tokens.Clear();

        (await _run.RunAsync("logout")).ShouldBe(0);

        _run.Out.ShouldContain("no longer valid");
        File.ReadAllText(_run.LoginFile).ShouldNotContain("token-");
    }

    [Fact]
    public async Task A_login_file_that_cannot_be_read_is_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_run.LoginFile)!);
        await File.WriteAllTextAsync(_run.LoginFile, "{\"logins\":[{\"tok");

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain(_run.LoginFile);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _run.Dispose();
    }
}
