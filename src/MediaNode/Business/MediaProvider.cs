using System.Globalization;
using System.Text.Json.Nodes;
using MediaNode.Problems;

namespace MediaNode.Business;

/// <summary>Whose credentials a link is fetched with: exactly one of the two.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Basic">User name and password (RFC 7617).</param>
/// <param name="Bearer">A token (RFC 6750). Neither when the secret cannot be opened any more.</param>
internal sealed record MediaProvider(string Name, BasicCredentials? Basic, string? Bearer)
{
    /// <summary>What is shown in the place of a secret. Sent back, it leaves the secret as it was.</summary>
    public const string Mask = "********";

    private const int MostName = 64;
    private const int MostSecret = 4096; // A head with more is refused by most servers.

    private const string Shape = "an object {\"name\":…,\"type\":\"www\",\"config\":{\"basic\":{\"username\":…,\"password\":…}}}, or with \"config\":{\"bearer\":…},";

    public bool IsWhole => Basic is not null || Bearer is not null;

    public bool IsMasked => Basic?.Password == Mask || Bearer == Mask;

    /// <param name="given">The object of a provider.</param>
    public static (MediaProvider? Provider, Refusal? Refusal) Read(Given given)
    {
        if (!given.IsObject)
        {
            return (null, (given.Path.Length > 0 ? given : given with { Path = "The body" }).Refuse(Shape));
        }

        var (name, type, config) = (given["name"], given["type"], given["config"]);
        if (!IsName(name.Text))
        {
            return (null, name.Refuse($"a name of 1 to {MostName} letters, digits, dots, underscores and hyphens, the first a letter or a digit,"));
        }

        if (type.IsThere && type.Text != "www")
        {
            return (null, type.Refuse("www"));
        }

        var (basic, bearer) = (config["basic"], config["bearer"]);
        if (!config.IsObject || basic.IsThere == bearer.IsThere)
        {
            return (null, config.IsObject
                ? Problem.ParameterInvalid.Because($"{config.Path} has {(basic.IsThere ? "both basic and" : "neither basic nor")} bearer; exactly one of the two is accepted.")
                : config.Refuse("an object with exactly one of basic and bearer"));
        }

        return bearer.IsThere ? ReadBearer(name.Text!, bearer) : ReadBasic(name.Text!, basic);
    }

    /// <returns>As it came, with its secret.</returns>
    public JsonObject ToJson(bool masked) => new()
    {
        ["name"] = Name,
        ["type"] = "www",
        ["config"] = !IsWhole ? []
            : Basic is { } basic ? new JsonObject { ["basic"] = new JsonObject { ["username"] = basic.Username, ["password"] = masked ? Mask : basic.Password } }
            : new JsonObject { ["bearer"] = masked ? Mask : Bearer },
    };

    public override string ToString() => nameof(MediaProvider);

    private static (MediaProvider?, Refusal?) ReadBasic(string name, Given basic)
    {
        var (username, password) = (basic["username"], basic["password"]);
        if (!basic.IsObject)
        {
            return (null, basic.Refuse("an object {\"username\":…,\"password\":…}"));
        }

        if (username.Text is not { Length: > 0 and <= MostSecret } user || user.Any(char.IsControl) || user.Contains(':', StringComparison.Ordinal))
        {
            return (null, username.Refuse($"a text of 1 to {MostSecret} characters, no colon and no control character among them,"));
        }

        return password.Text is { Length: <= MostSecret } secret && !secret.Any(char.IsControl)
            ? (new MediaProvider(name, new BasicCredentials(user, secret), null), null)
            : (null, Secret(password, $"a text of at most {MostSecret} characters, no control character among them,"));
    }

    private static (MediaProvider?, Refusal?) ReadBearer(string name, Given bearer)
    {
        var token = bearer.IsObject ? bearer["token"] : bearer;
        return token.Text is { Length: > 0 and <= MostSecret } secret && secret.All(character => character is > ' ' and <= '~')
            ? (new MediaProvider(name, null, secret), null)
            : (null, Secret(token, $"a token of 1 to {MostSecret} visible ASCII characters, no blank among them,"));
    }

    // What was given may be most of a secret: it is not repeated.
    private static Refusal Secret(Given given, string accepted) => given.Text is not { } secret ? given.Refuse(accepted)
        : Problem.ParameterInvalid.Because($"{given.Path} {FaultOf(secret)}; {accepted} is accepted.");

    private static string FaultOf(string secret) =>
        secret.Length == 0 ? "is empty"
        : secret.Length > MostSecret ? string.Create(CultureInfo.InvariantCulture, $"has {secret.Length} characters")
        : secret.Any(char.IsControl) ? "has a control character, such as a line break"
        : secret.Contains(' ', StringComparison.Ordinal) ? "has a blank"
        : "has a character beyond ASCII";

    private static bool IsName(string? name) => name is { Length: > 0 and <= MostName } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');
}

/// <summary>Never in a text.</summary>
internal sealed record BasicCredentials(string Username, string Password)
{
    public override string ToString() => nameof(BasicCredentials);
}
