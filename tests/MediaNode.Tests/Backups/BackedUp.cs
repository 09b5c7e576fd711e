using System.Text.Json.Nodes;
using MediaNode.Cli;
using MediaNode.Tests.Cli;
using Shouldly;

namespace MediaNode.Tests.Backups;

/// <summary>A directory for a test's data, its backups and what is restored, and the verbs that an operator uses on them.</summary>
internal sealed class BackedUp : IDisposable
{
    private readonly TempDirectory _temp = new();

    public string Data => Path.Combine(_temp.Path, "data");

    public string Backups => Path.Combine(_temp.Path, "backups");

    public string Restored => Path.Combine(_temp.Path, "restored");

    /// <summary>What the last verb said on standard error.</summary>
    public string Said { get; private set; } = "";

    /// <summary>The names of complete backups, the oldest first.</summary>
    public string[] Complete =>
    [
        .. Directory.EnumerateDirectories(Backups).Select(path => Path.GetFileName(path)!)
            .Where(name => File.Exists(Path.Combine(Backups, name, "manifest.json"))).Order(StringComparer.Ordinal),
    ];

    public string Latest => Path.Combine(Backups, Complete[^1]);

    /// <summary>The files of media of the backups, by their paths below them.</summary>
    public string[] Kept => FilesIn(Path.Combine(Backups, "media"));

    public string At(string name) => Path.Combine(_temp.Path, name);

    /// <summary>Runs a verb; what it says as a document.</summary>
    public async Task<JsonNode> RunAsync(int exitCode, params string[] arguments)
    {
        using var run = new CliRun();
        var exited = await run.RunAsync([.. arguments, "--json"]);
        Said = run.Out;
        exited.ShouldBe(exitCode, run.Out + run.Error);
        return run.Json;
    }

    public Task<JsonNode> BackUpAsync(params string[] more) => RunAsync(ExitCode.Ok, ["backup", Backups, "--data", Data, .. more]);

    public Task<JsonNode> VerifyAsync(int exitCode = ExitCode.Ok) => RunAsync(exitCode, "backup", "verify", Backups);

    public Task<JsonNode> RestoreAsync(params string[] more) => RunAsync(ExitCode.Ok, ["restore", Backups, "--data", Restored, .. more]);

    /// <summary>Runs a verb that is refused; returns why.</summary>
    public async Task<string> RefusedAsync(params string[] arguments) =>
        (await RunAsync(ExitCode.Refused, arguments))["error"]!["title"]!.GetValue<string>();

    public static string[] FilesIn(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal),
    ];

    public void Dispose() => _temp.Dispose();
}
