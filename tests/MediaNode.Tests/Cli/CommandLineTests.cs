using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly CliRun _run = new();

    [Fact]
    public async Task Serve_gets_its_arguments_untouched()
    {
        string[] settings = ["--urls", "http://127.0.0.1:0", "--data=/srv/x", "--Uploads:MaxBytes=5", "--A:B", "c d", "@file", "--", "-x"];

        var code = await _run.RunAsync(["serve", .. settings]);

        _run.Served.ShouldBe(settings);
        code.ShouldBe(7, "the node's own exit code is passed on");
    }

    [Fact]
    public async Task Serve_without_the_value_of_an_option_is_a_usage_error_and_does_not_start()
    {
        (await _run.RunAsync("serve", "--data")).ShouldBe(2);

        _run.Served.ShouldBeNull();
        _run.Error.ShouldContain("--data");
    }

    [Theory]
    [InlineData]
    [InlineData("serve")]
    [InlineData("doctor")]
    [InlineData("login")]
    [InlineData("logout")]
    [InlineData("media")]
    [InlineData("media", "put")]
    [InlineData("media", "get")]
    [InlineData("media", "rm")]
    [InlineData("media", "ls")]
    [InlineData("users")]
    [InlineData("users", "add")]
    [InlineData("users", "rm")]
    [InlineData("users", "passwd")]
    [InlineData("users", "show")]
    [InlineData("users", "ls")]
    [InlineData("quarantine")]
    [InlineData("quarantine", "list")]
    [InlineData("quarantine", "show")]
    [InlineData("quarantine", "add")]
    [InlineData("quarantine", "release")]
    public async Task Every_verb_has_help_with_an_example_of_itself(params string[] verb)
    {
        (await _run.RunAsync([.. verb, "--help"])).ShouldBe(0);

        var examples = _run.Out[_run.Out.IndexOf("Examples:", StringComparison.Ordinal)..];
        examples.ShouldContain(string.Join(' ', ["medianode", .. verb]));
        _run.Error.ShouldBeEmpty();
        _run.Served.ShouldBeNull();
    }

    [Fact]
    public async Task A_list_of_verbs_is_short_their_examples_stand_in_their_own_help()
    {
        await _run.RunAsync("--help");

        _run.Out.ShouldContain("doctor");
        _run.Out.ShouldNotContain("medianode doctor");
    }

    [Theory]
    [InlineData("There is no verb 'meida'", "Try: medianode --help", "meida", "put", "x")]
    [InlineData("Which verb?", "Try: medianode --help")]
    [InlineData("There is no verb 'upload'", "Try: medianode media --help", "media", "upload", "x")]
    [InlineData("argument missing", "Try: medianode media put --help", "media", "put")]
    [InlineData("argument missing", "Try: medianode users add --help", "users", "add")]
    [InlineData("'..' is not a media id", "Try: medianode media get --help", "media", "get", "..")]
    [InlineData("'a/b' is not a media id", "Try: medianode media rm --help", "media", "rm", "a/b")]
    [InlineData("--limit must be a number", "Try: medianode media ls --help", "media", "ls", "--limit", "0")]
    [InlineData("--type must be a media type", "Try: medianode media put --help", "media", "put", "x", "--type", "jpeg")]
    [InlineData("must be a plain http or https address", "Try: medianode media ls --help", "media", "ls", "--url", "ftp://example.org")]
    [InlineData("choose one", "Try: medianode media get --help", "media", "get", "x", "-o", "-", "--json")]
    [InlineData("cannot be empty", "Try: medianode users rm --help", "users", "rm", "..")]
    public async Task Nonsense_exits_with_2_and_says_what_and_where_to_look(string message, string hint, params string[] args)
    {
        (await _run.RunAsync(args)).ShouldBe(2);

        _run.Error.ShouldContain(message);
        _run.Error.ShouldContain(hint);
    }

    [Fact]
    public async Task A_program_gets_its_usage_error_as_a_document_with_all_four_keys()
    {
        (await _run.RunAsync("media", "put", "--json")).ShouldBe(2);

        var error = _run.Json["error"]!.AsObject();
        error.Select(pair => pair.Key).ShouldBe(["code", "title", "details", "status"]);
        error["details"]!.GetValue<string>().ShouldContain("argument missing");
    }

    [Fact]
    public async Task A_stray_argument_beside_a_password_is_not_repeated()
    {
        (await _run.RunAsync("login", "--password", "two", "words-of-it")).ShouldBe(2);

        _run.Error.ShouldNotContain("words-of-it");
    }

    [Fact]
    public async Task An_address_with_a_password_in_it_is_refused_without_repeating_it()
    {
        (await _run.RunAsync("media", "ls", "--url", "http://me:hunter2@127.0.0.1")).ShouldBe(2);

        _run.Error.ShouldNotContain("hunter2");
    }

    public void Dispose() => _run.Dispose();
}
