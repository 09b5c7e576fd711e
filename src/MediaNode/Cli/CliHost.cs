using Spectre.Console;

namespace MediaNode.Cli;

/// <summary>Everything outside the program that a verb may touch: its streams, terminal, variables, folder and clock.</summary>
internal sealed record CliHost
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Raw bytes from standard input, for <c>-</c> and <c>--password-stdin</c>.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Raw bytes to standard output, for <c>-o -</c>.</summary>
    public required Func<Stream> OpenOutput { get; init; }

    public required bool OutIsTerminal { get; init; }

    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Asks for a secret without showing it; <see langword="null"/> when nobody sits at a terminal.</summary>
    public required Func<string, CancellationToken, Task<string>>? AskSecret { get; init; }

    /// <summary>The value of an environment variable, or <see langword="null"/> when it is absent.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string Directory { get; init; }

    public required TimeProvider Clock { get; init; }

    public static CliHost OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        OpenOutput = Console.OpenStandardOutput,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        AskSecret = Console.IsInputRedirected || Console.IsErrorRedirected ? null : AskAtTheTerminalAsync,
        Variable = Environment.GetEnvironmentVariable,
        Directory = Environment.CurrentDirectory,
        Clock = TimeProvider.System,
    };

    public string FullPath(string path) => Path.GetFullPath(path, Directory);

    // On standard error, so that standard output carries the answer alone.
    private static Task<string> AskAtTheTerminalAsync(string question, CancellationToken cancellationToken) =>
        new TextPrompt<string>(Markup.Escape(question)).Secret(mask: null).ShowAsync(
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), cancellationToken);
}
