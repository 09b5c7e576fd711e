using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Faults;
using MediaNode.Simulator.Line;
using MediaNode.Simulator.MediaServers;
using MediaNode.Simulator.Phones;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MediaNode.Simulator;

/// <summary>WhatsApp's servers and phones on a socket of their own. All of their state is on disk, the clock included.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryClaim _claim;

    private SimulatorHost(WebApplication app, TurnableClock clock, DirectoryClaim claim) => (_app, Clock, _claim) = (app, clock, claim);

    /// <summary>The clock of everything in the simulator, and of a node that is started with it.</summary>
    public TurnableClock Clock { get; }

    /// <summary>Where it listens, with the ports it got.</summary>
    public IReadOnlyList<string> Urls => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Every route that is mapped.</summary>
    internal EndpointDataSource Routes => _app.Services.GetRequiredService<EndpointDataSource>();

    /// <summary>Starts a simulator, with the state that was left in its directory.</summary>
    /// <exception cref="IOException">The directory cannot be used, or is by another simulator, or an address is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, Action<ILoggingBuilder>? logging = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.Data);
        var claim = DirectoryClaim.Take(options.Data);
        try
        {
            return await StartAsync(options, logging, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        finally
        {
            _claim.Dispose(); // Last: until here the files are in use.
        }
    }

    private static async Task<SimulatorHost> StartAsync(SimulatorOptions options, Action<ILoggingBuilder>? logging, DirectoryClaim claim)
    {
        var store = new SimulatorStore(options.Data);
        var clock = new TurnableClock(new ClockFile(Path.Combine(options.Data, "clock")));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // The media servers count for themselves.
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(_ => store); // By a factory, so that it is closed with the rest.
        builder.Services.AddSingleton<SimulatorAddress>();
        builder.Services.AddFaults();
        builder.Services.AddMediaServers();
        builder.Services.AddPhones();
        builder.Services.AddLine();
        var app = builder.Build();
        try
        {
            app.RefuseStrangePages();
            app.MapClock();
            app.MapFaults();
            app.MapMediaServers();
            app.MapPhones();
            app.MapLine();
            app.MapDescription();
            await app.StartAsync();
            var host = new SimulatorHost(app, clock, claim);
            app.Services.GetRequiredService<SimulatorAddress>().Set(new Uri(host.Urls[0]));
            return host;
        }
        catch
        {
            // An address that is taken is found last: what works by itself has been started, and must be done with the store before it is closed.
            await app.StopAsync();
            await app.DisposeAsync();
            throw;
        }
    }
}
