using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli;

public sealed class NodeErrorsTests : IAsyncLifetime
{
    private readonly CliRun _run = new();
    private ContractNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await ContractNode.StartAsync();
        _run.As(_node);
    }

    [Fact]
    public async Task A_refused_token_tells_how_to_log_in_again()
    {
        _run.Variables["MEDIANODE_TOKEN"] = "worn-out-token";

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain($"Access denied: Invalid credentials. Log in again: medianode login --url {_node.Url}");
        _run.Error.ShouldNotContain("worn-out-token");
    }

    [Fact]
    public async Task The_envelope_becomes_the_error_document()
    {
        _run.Variables["MEDIANODE_TOKEN"] = "worn-out-token";

        (await _run.RunAsync("media", "ls", "--json")).ShouldBe(1);

        _run.Json.ToJsonString().ShouldBe(
            """{"error":{"code":1005,"title":"Access denied","details":"Invalid credentials.","status":401}}""");
        _run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_problem_document_of_the_api_is_understood_too()
    {
        _node.Instead = context => ContractNode.JsonAsync(
            context, 400, """{"type":"x","title":"Bad cursor","status":400,"detail":"No such id."}""");

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain("Bad cursor: No such id.");
    }

    [Fact]
    public async Task A_web_page_in_place_of_an_error_leaves_the_status()
    {
        _node.Instead = async context =>
        {
            context.Response.StatusCode = 502;
            await context.Response.WriteAsync("<html>oops</html>");
        };

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain("The node answered 502 Bad Gateway");
        _run.Error.ShouldNotContain("html");
    }

    [Fact]
    public async Task A_busy_node_says_when_to_come_back()
    {
        _node.Instead = async context =>
        {
            context.Response.Headers.RetryAfter = "17";
            await ContractNode.JsonAsync(context, 503, """{"errors":[{"code":1016,"title":"System overloaded"}]}""");
        };

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain("System overloaded. Try again in 17 s.");
    }

    [Fact]
    public async Task A_success_from_something_else_is_not_taken_for_a_node()
    {
        _node.Instead = context => context.Response.WriteAsync("It works!");

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain("does not answer like a media node");
    }

    [Fact]
    public async Task Nobody_listening_is_refused_with_what_to_do()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // Bound, never listening: the port refuses, and no other test gets it.
        _run.Variables["MEDIANODE_URL"] = $"http://{taken.LocalEndPoint}";

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain("The node cannot be reached");
        _run.Error.ShouldContain("medianode serve");
    }

    [Fact]
    public async Task A_node_that_moved_is_named_but_not_followed_with_the_token()
    {
        _node.Instead = context =>
        {
            context.Response.Redirect("https://media.example.org/api/media");
            return Task.CompletedTask;
        };

        (await _run.RunAsync("media", "ls")).ShouldBe(1);

        _run.Error.ShouldContain("--url https://media.example.org");
    }

    [Fact]
    public async Task An_answer_cannot_paint_on_the_terminal()
    {
        _node.Instead = context => ContractNode.JsonAsync(context, 400, """{"errors":[{"code":1009,"title":"\u001b[2Jgone"}]}""");

        await _run.RunAsync("media", "ls");

        _run.Error.ShouldContain("?[2Jgone");
    }

    [Fact]
    public async Task The_option_goes_before_the_variable()
    {
        (await _run.RunAsync("media", "ls", "--url", _node.Url + "/")).ShouldBe(0);
        _run.Variables["MEDIANODE_URL"] = "http://127.0.0.1:1";
        (await _run.RunAsync("media", "ls", "--url", _node.Url)).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _run.Dispose();
    }
}
