using System.Text;
using System.Text.Json.Nodes;
using MediaNode.Cli;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MediaNode.Tests.Cli;

/// <summary>A user at a shell of their own: a folder, a home, variables, and what the last verb wrote.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStream _bytes = new();

    public CliRun() => Variables["XDG_CONFIG_HOME"] = Path.Combine(Folder, "config");

    public string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("medianode-cli-").FullName;

    public string LoginFile => Path.Combine(Folder, "config", "medianode", "login.json");

    public Dictionary<string, string> Variables { get; } = [];

    public Stream Input { get; set; } = Stream.Null;

    /// <summary>What the user types when asked; <see langword="null"/> is no terminal.</summary>
    public Queue<string>? Answers { get; set; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 10, 15, 30, TimeSpan.Zero));

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public byte[] Bytes => _bytes.ToArray();

    public string[]? Served { get; private set; }

    public JsonNode Json => JsonNode.Parse(Out)!;

    public CliRun As(ContractNode node)
    {
        Variables["MEDIANODE_URL"] = node.Url;
        Variables["MEDIANODE_TOKEN"] = node.Token();
        return this;
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Folder, name), text);
        return name;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The files of the folder itself, by name.</summary>
    public string[] Files => [.. System.IO.Directory.GetFiles(Folder).Select(Path.GetFileName).Order()!];

    public Task<int> RunAsync(params string[] args)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var host = new CliHost
        {
            Out = _out,
            Error = _error,
            OpenInput = () => Input,
            OpenOutput = () => new Unclosed(_bytes),
            OutIsTerminal = false,
            ErrorIsTerminal = false,
            AskSecret = Answers is null ? null : (_, _) => Task.FromResult(Answers.Dequeue()),
            Variable = Variables.GetValueOrDefault,
            Directory = Folder,
            Clock = Clock,
        };
        return CommandLine.RunAsync(args, ServeAsync, host, TestContext.Current.CancellationToken);
    }

    public static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        System.IO.Directory.Delete(Folder, recursive: true);
    }

    private Task<int> ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        Served = args;
        return Task.FromResult(7);
    }

    // The verb closes its output when it is done; we still want to look at it.
    private sealed class Unclosed(MemoryStream bytes) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => bytes.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => bytes.Write(buffer);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            bytes.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
