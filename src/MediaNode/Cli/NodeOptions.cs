using System.CommandLine;
using MediaNode.Cli.Logins;

namespace MediaNode.Cli;

/// <summary>The options shared by every verb that talks to a node, and what they resolve to.</summary>
internal sealed class NodeOptions(CliHost host)
{
    private const string DefaultUrl = "http://127.0.0.1:8080"; // Where `serve` listens unless told otherwise.

    public Option<string?> Url { get; } = new("--url")
    {
        Description = $"The node to talk to. Default: $MEDIANODE_URL, else {DefaultUrl}.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write one JSON document to standard output, errors too.",
        Recursive = true,
    };

    public Output OutputFor(ParseResult parsed) => new(host, parsed.GetResult(Json).IsGiven);

    public Uri UrlFor(ParseResult parsed)
    {
        var (text, source) = parsed.GetValue(Url) is { } given ? (given, "--url")
            : Variable("MEDIANODE_URL") is { } set ? (set, "MEDIANODE_URL")
            : (DefaultUrl, "the default");
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            // The text is not repeated: it may hold a password in front of an '@'.
            throw new UsageException($"{source} must be a plain http or https address such as {DefaultUrl}.");
        }

        return new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    /// <summary>A client without a login, for the verb that makes one.</summary>
    public NodeClient Connect(Uri url) => new(url, token: null, host.Clock);

    /// <summary>A client with the login that is in force for the node.</summary>
    public NodeClient ConnectLoggedIn(ParseResult parsed)
    {
        var url = UrlFor(parsed);
        return new NodeClient(url, TokenFor(url), host.Clock);
    }

    /// <returns>The token that the environment imposes, or <see langword="null"/>.</returns>
    public string? ImposedToken() => Variable("MEDIANODE_TOKEN");

    private string TokenFor(Uri url)
    {
        if (ImposedToken() is { } token)
        {
            return token;
        }

        var login = LoginFile.For(host).Find(url)
            ?? throw new RefusedException(new Refusal("Not logged in", url.Plain(), Advice: $"Log in: {LoginAdvice.Command(url)}"));
        return login.ExpiresAt is not { } end || end > host.Clock.GetUtcNow()
            ? login.Token
            : throw new RefusedException(new Refusal("The login has expired", url.Plain(), Advice: LoginAdvice.Again(url)));
    }

    private string? Variable(string name) => host.Variable(name) is { Length: > 0 } value ? value : null;
}
