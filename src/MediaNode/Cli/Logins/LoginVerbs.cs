using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;

namespace MediaNode.Cli.Logins;

/// <summary><c>login</c> and <c>logout</c>.</summary>
internal sealed class LoginVerbs(CliHost host, NodeOptions options)
{
    public Verb Login()
    {
        var user = new Option<string>("--user")
        {
            Description = "Who logs in.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "admin",
        };
        user.Validators.Add(result => UserName.Check(result, result.GetValue(user)));
        var newPassword = new Option<string?>("--new-password")
        {
            Description = "Change the password while logging in; the first login of 'admin' must.",
            HelpName = "PW",
        };
        var password = new PasswordSource(host);
        var command = new Verb(
            "login",
            "Log in to a node and remember it, in $XDG_CONFIG_HOME/medianode/login.json.",
            "medianode login",
            "medianode login --password secret --new-password 'Ch@nge-me-1'",
            "medianode login --url https://media.example.org --user bot1 --password-stdin < password.txt")
        {
            options.Url, options.Json, user, newPassword,
        };
        password.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var url = options.UrlFor(parsed);
            var name = parsed.GetRequiredValue(user);
            // Looked at before the node changes a password: a login that could not be kept is refused while nothing has happened.
            var file = LoginFile.For(host);
            file.Find(url);
            using var node = options.Connect(url);
            var secret = await password.ReadAsync(parsed, $"Password of {name} at {url.Plain()}:", cancellationToken);
            LoginAnswer.Token answer;
            try
            {
                answer = await LoginAsync(node, name, secret, parsed.GetValue(newPassword), cancellationToken);
            }
            catch (RefusedException refused) when (refused.Refusal.Code == NodeError.PasswordChangeRequired)
            {
                var chosen = await password.AskNewAsync($"{name} must choose a new password. New password:", cancellationToken)
                    ?? throw new RefusedException(refused.Refusal with { Advice = LoginAdvice.ChangePassword(url, name) });
                answer = await LoginAsync(node, name, secret, chosen, cancellationToken);
            }

            var ends = answer.Ends();
            await file.KeepAsync(new Login(url.ToString(), name, answer.Value, ends), cancellationToken);
            var output = options.OutputFor(parsed);
            var until = ends is { } end ? $" until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "";
            output.Line($"Logged in to {url.Plain()} as {name}{until}.");
            output.Document(new LoginDocument(url.Plain(), name, ends), CliJson.Default.LoginDocument);
            return ExitCode.Ok;
        });
        return command;
    }

    public Verb Logout()
    {
        var command = new Verb(
            "logout",
            "Revoke the remembered login at the node, and forget it.",
            "medianode logout --url https://media.example.org")
        {
            options.Url, options.Json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var url = options.UrlFor(parsed);
            var output = options.OutputFor(parsed);
            var file = LoginFile.For(host);
            var kept = file.Find(url);
            var token = options.ImposedToken() ?? kept?.Token;
            var revoked = token is not null && await RevokeAsync(url, token, cancellationToken);
            // A token from the environment is another login than the remembered one, unless they are the same.
            var forgotten = kept is not null && kept.Token == token;
            if (forgotten)
            {
                await file.ForgetAsync(url, cancellationToken);
            }

            output.Line(
                revoked ? $"Logged out of {url.Plain()}."
                : forgotten ? $"The login at {url.Plain()} was no longer valid; forgotten."
                : $"Not logged in to {url.Plain()}.");
            output.Document(new LogoutDocument(url.Plain(), revoked), CliJson.Default.LogoutDocument);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<LoginAnswer.Token> LoginAsync(
        NodeClient node, string user, string password, string? newPassword, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/users/login");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        using var body = newPassword is null ? null : NodeClient.Json(new LoginRequest(newPassword), CliJson.Default.LoginRequest);
        request.Content = body;
        using var answer = await node.SendAsync(request, cancellationToken);
        try
        {
            var users = (await node.ReadAsync(answer, CliJson.Default.LoginAnswer, cancellationToken)).Users;
            return users is [{ Value.Length: > 0 } token, ..] ? token : throw node.Stranger(answer);
        }
        catch (RefusedException refused)
            when (answer.StatusCode == HttpStatusCode.Unauthorized && refused.Refusal.Code != NodeError.PasswordChangeRequired)
        {
            // "Log in again" is no help to somebody who is doing just that.
            throw new RefusedException(refused.Refusal with { Advice = $"Check the name ({user}) and the password." }, cause: refused);
        }
    }

    /// <returns>False when the node no longer knew the token.</returns>
    private async Task<bool> RevokeAsync(Uri url, string token, CancellationToken cancellationToken)
    {
        using var node = new NodeClient(url, token, host.Clock);
        using var answer = await node.SendAsync(HttpMethod.Post, "v1/users/logout", cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            return false;
        }

        await node.RequireAsync(answer, cancellationToken);
        return true;
    }
}

internal sealed record LoginRequest(string NewPassword);

internal sealed record LoginAnswer(IReadOnlyList<LoginAnswer.Token>? Users = null)
{
    internal sealed record Token(
        [property: JsonPropertyName("token")] string Value,
        string? ExpiresAfter = null)
    {
        /// <returns>When the token ends, or <see langword="null"/> when the node does not say it in the known form.</returns>
        public DateTimeOffset? Ends() => DateTimeOffset.TryParseExact(
            ExpiresAfter, "yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end) ? end : null;
    }
}

internal sealed record LoginDocument(string Url, string User, DateTimeOffset? ExpiresAt);

internal sealed record LogoutDocument(string Url, bool Revoked);
