using System.CommandLine;
using System.Text;

namespace MediaNode.Cli.Logins;

/// <summary>The ways to give a password: on the command line, on standard input, or typed unseen.</summary>
internal sealed class PasswordSource(CliHost host)
{
    public Option<string?> Given { get; } = new("--password")
    {
        Description = "The password. Other users of this machine can see it in the process list: prefer --password-stdin.",
        HelpName = "PW",
    };

    public Option<bool> FromInput { get; } = new("--password-stdin")
    {
        Description = "Read the password from the first line of standard input.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Given);
        command.Options.Add(FromInput);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Given).IsGiven && result.GetResult(FromInput).IsGiven)
            {
                result.AddError("Give --password or --password-stdin, not both.");
            }
        });
    }

    public async Task<string> ReadAsync(ParseResult parsed, string question, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Given) is { } given)
        {
            return given;
        }

        if (parsed.GetValue(FromInput))
        {
            // Input may hold more than the password; only its first line is one.
            using var input = new StreamReader(host.OpenInput(), Encoding.UTF8);
            return await input.ReadLineAsync(cancellationToken) is { Length: > 0 } line
                ? line
                : throw new UsageException("--password-stdin found no password on standard input.");
        }

        return host.AskSecret is { } ask
            ? await ask(question, cancellationToken)
            : throw new UsageException("There is no terminal to ask for the password: give --password-stdin.");
    }

    /// <summary>A new password, typed twice so that a slip does not lock its owner out.</summary>
    /// <returns>The password, or <see langword="null"/> when nobody can be asked.</returns>
    public async Task<string?> AskNewAsync(string question, CancellationToken cancellationToken)
    {
        if (host.AskSecret is not { } ask)
        {
            return null;
        }

        var first = await ask(question, cancellationToken);
        return first == await ask("The same again:", cancellationToken)
            ? first
            : throw new RefusedException(new Refusal("The two passwords differ", "nothing was changed"));
    }
}
