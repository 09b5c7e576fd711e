using System.Text.Json;
using MediaNode.Cli.Transfers;

namespace MediaNode.Cli.Logins;

/// <summary>The logins of this user, one per node, in a file that only this user can read.</summary>
internal sealed class LoginFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static LoginFile For(CliHost host)
    {
        // The XDG rules: a relative path counts as not set.
        var folder = host.Variable("XDG_CONFIG_HOME") is { } set && Path.IsPathRooted(set) ? set
            : host.Variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config")
            : throw new RefusedException(new Refusal("There is no place for the login file", Advice: "Set XDG_CONFIG_HOME or HOME."));
        return new LoginFile(Path.Combine(folder, "medianode", "login.json"));
    }

    public Login? Find(Uri url) => Read().FirstOrDefault(login => login.Url == url.ToString());

    public Task KeepAsync(Login login, CancellationToken cancellationToken) =>
        WriteAsync([.. Read().Where(other => other.Url != login.Url), login], cancellationToken);

    public Task ForgetAsync(Uri url, CancellationToken cancellationToken) =>
        WriteAsync([.. Read().Where(other => other.Url != url.ToString())], cancellationToken);

    private IReadOnlyList<Login> Read()
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, CliJson.Default.LoginBook)?.Logins ?? [];
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException broken)
        {
            throw new RefusedException(
                new Refusal("The login file cannot be read", path, Advice: "Remove it and log in again: medianode login"), cause: broken);
        }
    }

    private async Task WriteAsync(IReadOnlyList<Login> logins, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        // Private from its first byte on and whole at every moment: born with its mode, then renamed over the old one.
        await using var file = PartialFile.Beside(path, OwnerOnly);
        await JsonSerializer.SerializeAsync(file.Stream, new LoginBook(logins), CliJson.Default.LoginBook, cancellationToken);
        file.Stream.Flush(flushToDisk: true);
        await file.KeepAsync(overwrite: true);
    }
}

internal sealed record LoginBook(IReadOnlyList<Login> Logins);

internal sealed record Login(string Url, string User, string Token, DateTimeOffset? ExpiresAt = null)
{
    // The token stays out of every message and log.
    public override string ToString() => $"{User} at {Url}";
}
