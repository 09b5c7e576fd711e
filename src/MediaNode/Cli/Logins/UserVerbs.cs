using System.CommandLine;
using System.Net;
using System.Text.Json.Serialization;

namespace MediaNode.Cli.Logins;

/// <summary><c>users add | rm | passwd | show | ls</c>: the people and programs that may use a node.</summary>
internal sealed class UserVerbs(CliHost host, NodeOptions options)
{
    public Verb Users() => new(
        "users",
        "Manage who may use a node. Only an administrator may.",
        "medianode users add bot1 --password-stdin < password.txt",
        "medianode users ls --json")
    {
        options.Url, options.Json, Add(), Remove(), ChangePassword(), Show(), List(),
    };

    private Verb Add()
    {
        var name = UserName.Argument();
        var password = new PasswordSource(host);
        var command = new Verb(
            "add",
            "Add a user who may send and keep media.",
            "medianode users add bot1")
        {
            name,
        };
        password.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AskAsync(parsed, "Added", name, async (node, user) =>
        {
            var secret = await NewPasswordAsync(parsed, password, cancellationToken);
            return await node.SendAsync(
                HttpMethod.Post, "v1/users", new UserRequest(user, secret), CliJson.Default.UserRequest, cancellationToken);
        }, cancellationToken));
        return command;
    }

    private Verb Remove()
    {
        var name = UserName.Argument();
        var command = new Verb(
            "rm",
            "Remove a user; every login of the user ends at once.",
            "medianode users rm bot1")
        {
            name,
        };
        command.SetAction((parsed, cancellationToken) => AskAsync(parsed, "Removed", name, (node, user) =>
            node.SendAsync(HttpMethod.Delete, PathOf(user), cancellationToken), cancellationToken));
        return command;
    }

    private Verb ChangePassword()
    {
        var name = UserName.Argument();
        var password = new PasswordSource(host);
        var command = new Verb(
            "passwd",
            "Give a user a new password.",
            "medianode users passwd bot1 --password-stdin < password.txt")
        {
            name,
        };
        password.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AskAsync(parsed, "Changed the password of", name, async (node, user) =>
        {
            var secret = await NewPasswordAsync(parsed, password, cancellationToken);
            return await node.SendAsync(
                HttpMethod.Put, PathOf(user), new UserRequest(null, secret), CliJson.Default.UserRequest, cancellationToken);
        }, cancellationToken));
        return command;
    }

    private Verb Show()
    {
        var name = UserName.Argument();
        var command = new Verb(
            "show",
            "Show a user and what the user may do.",
            "medianode users show bot1")
        {
            name,
        };
        command.SetAction((parsed, cancellationToken) => TableAsync(parsed, PathOf(parsed.GetRequiredValue(name)),
            NobodyCalled(parsed.GetRequiredValue(name)), cancellationToken));
        return command;
    }

    private Verb List()
    {
        var command = new Verb(
            "ls",
            "List the users of a node.",
            "medianode users ls");
        command.SetAction((parsed, cancellationToken) => TableAsync(parsed, "api/users", null, cancellationToken));
        return command;
    }

    private async Task<int> AskAsync(
        ParseResult parsed, string done, Argument<string> name, Func<NodeClient, string, Task<HttpResponseMessage>> ask,
        CancellationToken cancellationToken)
    {
        var user = parsed.GetRequiredValue(name);
        using var node = options.ConnectLoggedIn(parsed);
        using var answer = await ask(node, user);
        await RequireAsync(node, answer, NobodyCalled(user), cancellationToken);
        var output = options.OutputFor(parsed);
        output.Line($"{done} {user}.");
        output.Document(new UsersDocument([new UserEntry(user, null)]), CliJson.Default.UsersDocument);
        return ExitCode.Ok;
    }

    private async Task<int> TableAsync(ParseResult parsed, string path, Refusal? whenUnknown, CancellationToken cancellationToken)
    {
        using var node = options.ConnectLoggedIn(parsed);
        using var answer = await node.SendAsync(HttpMethod.Get, path, cancellationToken);
        await RequireAsync(node, answer, whenUnknown, cancellationToken);
        var users = (await node.ReadAsync(answer, CliJson.Default.UsersAnswer, cancellationToken)).Users ?? throw node.Stranger(answer);
        var output = options.OutputFor(parsed);
        output.Table([["NAME", "ROLE"], .. users.Select(user => new[] { user.Username, user.Roles ?? "-" })]);
        output.Document(
            new UsersDocument([.. users.Select(user => new UserEntry(user.Username, user.Roles))]), CliJson.Default.UsersDocument);
        return ExitCode.Ok;
    }

    private static async Task RequireAsync(
        NodeClient node, HttpResponseMessage answer, Refusal? whenUnknown, CancellationToken cancellationToken)
    {
        try
        {
            await node.RequireAsync(answer, cancellationToken);
        }
        catch (RefusedException refused) when (answer.StatusCode == HttpStatusCode.NotFound && whenUnknown is not null)
        {
            throw new RefusedException(whenUnknown with { Code = refused.Refusal.Code }, cause: refused);
        }
    }

    private static Refusal NobodyCalled(string user) =>
        new($"No user has the name {user}", Status: (int)HttpStatusCode.NotFound, Advice: "See: medianode users ls");

    private static async Task<string> NewPasswordAsync(ParseResult parsed, PasswordSource password, CancellationToken cancellationToken) =>
        !parsed.GetResult(password.Given).IsGiven && !parsed.GetResult(password.FromInput).IsGiven
            && await password.AskNewAsync("New password:", cancellationToken) is { } typed
                ? typed
                : await password.ReadAsync(parsed, "New password:", cancellationToken);

    private static string PathOf(string user) => $"v1/users/{Uri.EscapeDataString(user)}";
}

internal sealed record UserRequest(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Username,
    string Password);

internal sealed record UsersAnswer(IReadOnlyList<UsersAnswer.User>? Users = null)
{
    /// <summary>A user as the node tells it; the capitals are the original's.</summary>
    internal sealed record User(string Username, [property: JsonPropertyName("ROLES")] string? Roles = null);
}

internal sealed record UsersDocument(IReadOnlyList<UserEntry> Users);

internal sealed record UserEntry(string Username, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role);
