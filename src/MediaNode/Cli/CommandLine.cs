using System.CommandLine;
using System.CommandLine.Invocation;
using MediaNode.Cli.Doctor;
using MediaNode.Cli.Logins;
using MediaNode.Cli.Quarantines;
using MediaNode.Cli.Transfers;
using MediaNode.Cli.Volumes;

namespace MediaNode.Cli;

/// <summary>The command line of the program: the verbs, and the one place where their refusals become words and an exit code.</summary>
internal static class CommandLine
{
    // How long a verb may tidy up after Ctrl-C, a half-written file above all.
    private static readonly TimeSpan _tidyUp = TimeSpan.FromSeconds(2);

    /// <param name="args">The command line as the program got it.</param>
    /// <param name="serve">Runs the node with the arguments behind <c>serve</c>.</param>
    /// <param name="cancellationToken">Ends the verb.</param>
    /// <returns>The exit code: see <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(
        string[] args, Func<string[], CancellationToken, Task<int>> serve, CancellationToken cancellationToken) =>
        RunAsync(args, serve, CliHost.OfThisProcess(), cancellationToken);

    internal static async Task<int> RunAsync(
        string[] args, Func<string[], CancellationToken, Task<int>> serve, CliHost host, CancellationToken cancellationToken)
    {
        var options = new NodeOptions(host);
        // A file may be called @photo.jpg: no argument is a file of further arguments.
        var parsed = Root(args, serve, host, options).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var output = options.OutputFor(parsed);
        try
        {
            return parsed.Action is ParseErrorAction
                ? throw new UsageException(Complaint(parsed))
                : await parsed.InvokeAsync(
                    new InvocationConfiguration
                    {
                        Output = host.Out,
                        Error = host.Error,
                        EnableDefaultExceptionHandler = false,
                        // The node and the simulator stop by themselves, in their own order; the other verbs need telling.
                        ProcessTerminationTimeout = parsed.CommandResult.Command.Name is ServeVerb.Name or SimulateVerb.Name ? null : _tidyUp,
                    },
                    cancellationToken);
        }
        catch (UsageException usage)
        {
            host.Error.WriteLine($"medianode: {Output.Printable(usage.Message)}");
            host.Error.WriteLine($"Try: {Verb.PathOf(parsed)} --help");
            output.Document(new RefusedDocument(new Refusal("Usage", usage.Message)), CliJson.Default.RefusedDocument);
            return ExitCode.Usage;
        }
        catch (RefusedException refused)
        {
            output.Refused(refused.Refusal);
            return ExitCode.Refused;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            output.Refused(new Refusal(failure.Message));
            return ExitCode.Refused;
        }
        catch (OperationCanceledException)
        {
            output.Refused(new Refusal("Interrupted"));
            return ExitCode.Interrupted;
        }
    }

    private static Verb Root(
        IReadOnlyList<string> args, Func<string[], CancellationToken, Task<int>> serve, CliHost host, NodeOptions options)
    {
        var logins = new LoginVerbs(host, options);
        return new Verb(
            "medianode",
            "MediaNode, a self-hosted media node for WhatsApp Business. Exit codes: 0 done, 1 refused, 2 usage, 3 done but not all of it is sound, 130 interrupted.",
            "medianode serve",
            "medianode login --url http://127.0.0.1:8080",
            "medianode media put photo.jpg")
        {
            Verb.Help(),
            new VersionOption(),
            ServeVerb.Build(args, serve),
            SimulateVerb.Build(host),
            DocsVerb.Build(host),
            new DoctorVerb(host, options).Build(),
            logins.Login(),
            logins.Logout(),
            new MediaVerbs(host, options).Media(),
            new UserVerbs(host, options).Users(),
            new SweepVerb(options).Build(),
            new ReconcileVerb(options).Build(),
            new ImportVerb(options).Build(),
            new BackupVerb(host, options).Build(),
            new RestoreVerb(host, options).Build(),
            new QuarantineVerbs(options).Quarantine(),
        };
    }

    private static string Complaint(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && command.Arguments.Count == 0)
        {
            var verbs = string.Join(", ", command.Subcommands.Select(verb => verb.Name));
            return parsed.UnmatchedTokens is [var word, ..]
                ? $"There is no verb '{word}'. There are: {verbs}."
                : $"Which verb? There are: {verbs}.";
        }

        // A password with a space in it, unquoted, leaves its second half as a stray argument: that is not for the screen.
        var hasSecrets = command.Options.Any(option => option.Name.EndsWith("password", StringComparison.Ordinal));
        return hasSecrets && parsed.UnmatchedTokens.Count > 0
            ? "There is an argument too many. Quote a password that holds spaces."
            : string.Join(' ', parsed.Errors.Select(error => OnOneLine(error.Message)));
    }

    // The parser lists what it would take one to a line.
    private static string OnOneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
