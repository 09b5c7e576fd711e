using System.Globalization;
using System.Security.Cryptography;
using MediaNode.Sandboxing;
using MediaNode.Uploads;
using MediaNode.Upstreams;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Hosting;

/// <summary>The verb <c>serve</c>: starts the node, says how to reach it, and runs until it is told to stop.</summary>
internal static class Serve
{
    /// <returns>The exit code: 0 stopped in order, 1 could not start, 2 mistaken settings.</returns>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken stopping)
    {
        var (settings, mistakes) = NodeSettings.Load(arguments);
        if (settings is null)
        {
            await Console.Error.WriteLineAsync($"The settings have {mistakes.Count} mistake{(mistakes.Count == 1 ? "" : "s")} (docs/settings.md lists what there is):");
            foreach (var mistake in mistakes)
            {
                await Console.Error.WriteLineAsync($"  {mistake}");
            }

            return 2;
        }

        try
        {
            await using var node = await NodeHost.StartAsync(settings, clock: null);
            Console.Out.Write(Greeting(node, await node.App.Services.GetRequiredService<Sandbox>().StandingAsync().WaitAsync(stopping)));
            node.App.Lifetime.ApplicationStopping.Register(() =>
                Console.Error.WriteLine("Stopping: nothing new is accepted; what is under way has 30 seconds."));
            await node.App.WaitForShutdownAsync(stopping);
            await Console.Error.WriteLineAsync("Stopped.");
            return 0;
        }
        catch (SqliteException failure)
        {
            await Console.Error.WriteLineAsync($"The node could not start: the catalogue in {Path.GetFullPath(settings.Server.Data)} cannot be used. {failure.Message}");
            return 1;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync($"The node could not start with Data = {settings.Server.Data}, Urls = {settings.Server.Urls}: {failure.Message}");
            return 1;
        }
    }

    private static string Greeting(NodeHost node, SandboxStanding sandbox)
    {
        var url = node.Urls[0].Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        var uploads = node.Settings.Get<UploadOptions>();
        var atOnce = uploads.MemoryBudget.Bytes / (UploadOptions.ReadAhead + UploadOptions.Block);
        var free = node.App.Services.GetRequiredService<IVolume>().Space.Usable / (double)(1L << 30);
        var greeting = $"""
            MediaNode {typeof(Serve).Assembly.GetName().Version!.ToString(3)}
              listening  {string.Join(' ', node.Urls)}   (try it: {url}/docs)
              data       {node.Data.Path}, {free.ToString("F1", CultureInfo.InvariantCulture)} GB free for media
              uploads    at most {uploads.MaxBytes} each; memory budget {uploads.MemoryBudget} = {atOnce} at once, of any size (about half as many when chunked)
              sandbox    {Told(sandbox)}
              whatsapp   {WhatsApp(node)}

            """;
        return greeting + (FirstPasswordHolds(node) ? FirstLogin(node, url) : $"""
              log in     curl -u admin -X POST {url}/v1/users/login

            """);
    }

    private static string WhatsApp(NodeHost node) => node.Simulator is { } simulator
        ? $"simulated at {simulator.Urls[0]}: phones, media servers, a clock to turn ({simulator.Urls[0]}/sim/openapi.json)"
        : node.Settings.Get<WhatsAppOptions>().Url;

    private static string Told(SandboxStanding sandbox) => sandbox switch
    {
        SandboxStanding.Isolated => "works: a decoder sees nothing but the file it decodes",
        SandboxStanding.LimitsOnly => $"none, limits only: {sandbox.Reason}",
        _ => $"none, and so nothing is processed: {sandbox.Reason}",
    };

    private static bool FirstPasswordHolds(NodeHost node) =>
        node.App.Services.GetRequiredService<Access.Users>().Find(Access.Users.AdminName) is { MustChangePassword: true };

    private static string FirstLogin(NodeHost node, string url)
    {
        // A suggestion nobody else has: a fixed one would be everybody's password.
        var password = $"Mn-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        return $$"""
              log in     user admin, password secret, which can do nothing but set a new one. This works as pasted:
                curl -u admin:secret -d '{"new_password":"{{password}}"}' {{url}}/v1/users/login
            {{(node.Listening.LoopbackOnly ? $"  until then the node listens on loopback only, and on {node.Settings.Server.Urls} afterwards\n" : "")}}
            """;
    }
}
