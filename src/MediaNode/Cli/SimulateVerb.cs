using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using MediaNode.Simulator;

namespace MediaNode.Cli;

/// <summary><c>simulate</c>: WhatsApp's servers and phones alone, for a node elsewhere.</summary>
internal static class SimulateVerb
{
    public const string Name = "simulate";

    public static Verb Build(CliHost host)
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen; port 0 takes a free one.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8081" };
        var data = new Option<string>("--data") { Description = "The directory of its state, the clock included.", HelpName = "DIR", DefaultValueFactory = _ => "./simulator" };
        var command = new Verb(
            Name,
            "Run WhatsApp's servers and phones alone. A node reaches them with --WhatsApp:Url=URL; serve starts its own otherwise.",
            "medianode simulate",
            "medianode simulate --urls http://127.0.0.1:9001 --data /srv/simulator")
        {
            urls,
            data,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(new SimulatorOptions(parsed.GetRequiredValue(urls), host.FullPath(parsed.GetRequiredValue(data))), host, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SimulatorOptions options, CliHost host, CancellationToken cancellationToken)
    {
        await using var simulator = await StartAsync(options);
        var stopped = new TaskCompletionSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopped));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopped));
        host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            MediaNode simulator: WhatsApp's servers and phones
              listening  {string.Join(' ', simulator.Urls)}   (what it offers: {simulator.Urls[0]}/sim/openapi.json)
              data       {options.Data}
              clock      {simulator.Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}
              a node     ./medianode serve --WhatsApp:Url={simulator.Urls[0]}
            """));
        await stopped.Task.WaitAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private static async Task<SimulatorHost> StartAsync(SimulatorOptions options)
    {
        try
        {
            return await SimulatorHost.StartAsync(options);
        }
        catch (FormatException mistyped)
        {
            throw new UsageException($"--urls {options.Urls}: {mistyped.Message}");
        }
    }

    private static void Stop(PosixSignalContext signal, TaskCompletionSource stopped)
    {
        signal.Cancel = true;
        stopped.TrySetResult();
    }
}
