using MediaNode.Access;
using MediaNode.Addresses;
using MediaNode.Admin;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Downloads;
using MediaNode.Inbound;
using MediaNode.Inspection;
using MediaNode.Lifecycle;
using MediaNode.Links;
using MediaNode.Messages;
using MediaNode.Processing;
using MediaNode.Processing.Pictures;
using MediaNode.Processing.Plays;
using MediaNode.Quarantining;
using MediaNode.Receipts;
using MediaNode.Reconciling;
using MediaNode.Redelivery;
using MediaNode.Renditions;
using MediaNode.Retention;
using MediaNode.Sandboxing;
using MediaNode.Scanning;
using MediaNode.Secrets;
using MediaNode.Sending;
using MediaNode.Simulator;
using MediaNode.Simulator.Clock;
using MediaNode.Telemetry;
using MediaNode.Uploads;
using MediaNode.Upstreams;
using MediaNode.Volumes;
using MediaNode.Watch;
using MediaNode.Webhooks;
using MediaNode.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace MediaNode.Hosting;

/// <summary>A node that runs: started whole, with its catalogue migrated and whatever a crash left half done finished, or not at all.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private readonly DataDirectory _data;

    private NodeHost(WebApplication app, DataDirectory data, NodeSettings settings, SimulatorHost? simulator) =>
        (App, _data, Settings, Simulator) = (app, data, settings, simulator);

    public WebApplication App { get; }

    public NodeSettings Settings { get; }

    public DataDirectory Data => _data;

    /// <summary>WhatsApp's side, started with the node; null when the settings name another.</summary>
    public SimulatorHost? Simulator { get; }

    public Listening Listening => App.Services.GetRequiredService<Listening>();

    /// <summary>Where the node listens, with the ports it got.</summary>
    public IReadOnlyList<string> Urls => [.. App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Starts a node.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="clock">The only clock; null for the machine's, or the simulator's when one is started with the node.</param>
    /// <param name="configure">For tests: replaces a part.</param>
    /// <exception cref="IOException">The data directory cannot be used, or an address is taken.</exception>
    public static async Task<NodeHost> StartAsync(NodeSettings settings, TimeProvider? clock, Action<IServiceCollection>? configure = null)
    {
        var data = DataDirectory.Take(settings.Server.Data);
        WebApplication? app = null;
        SimulatorHost? simulator = null;
        try
        {
            simulator = await EmbeddedSimulator.StartAsync(settings, data);
            clock ??= simulator?.Clock ?? TimeProvider.System;
            var catalogue = new CatalogFile(data.Catalogue);
            catalogue.Migrate();
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.Configuration.AddConfiguration(settings.Configuration);
            AddLogging(builder.Logging);
            AddRooms(builder.Services, settings, data, catalogue, clock, machine: clock is TurnableClock ? TurnableClock.Machine : clock);
            if (simulator is not null)
            {
                builder.Services.AddSingleton(new UpstreamAddress(new Uri(simulator.Urls[0])));
            }

            builder.Services.AddSingleton(services => new Listening(settings.Server, loopbackOnly: FirstPasswordHolds(services, settings)));
            builder.Services.AddOptions<SocketTransportOptions>()
                .Configure<Listening>((sockets, listening) => sockets.CreateBoundListenSocket = endpoint => UnsentBytes.Bound(listening.Bind(endpoint)));
            configure?.Invoke(builder.Services);
            ConfigureKestrel(builder.WebHost, settings.Server);
            app = builder.Build();
            var listening = app.Services.GetRequiredService<Listening>();
            listening.LogTo(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("MediaNode.Hosting"));
            app.Services.GetRequiredService<Users>().AdminPasswordSet += listening.OpenWide;
            if (await app.Services.GetRequiredService<RightVolume>().WhyNotAsync() is { } wrong)
            {
                throw new IOException(wrong);
            }

            await app.Services.GetRequiredService<Recovery>().RunAsync();
            app.Services.GetRequiredService<ScratchRoom>().Sweep();
            Map(app);
            RegisterGauges(app.Services, data);
            await app.StartAsync();
            return new NodeHost(app, data, settings, simulator);
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            if (simulator is not null)
            {
                await simulator.DisposeAsync();
            }

            data.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        if (Simulator is not null)
        {
            await Simulator.DisposeAsync();
        }

        _data.Dispose();
    }

    private static bool FirstPasswordHolds(IServiceProvider services, NodeSettings settings) =>
        services.GetRequiredService<Users>().PrepareAdminAsync(settings.Server.AdminPassword).GetAwaiter().GetResult();

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        // Standard output is for answers, of which serve has a few lines at its start.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Why a start failed is said in one line by whoever started.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Kestrel tells of each client that breaks off; that is their business.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
    }

    /// <param name="services">The parts.</param>
    /// <param name="settings">Checked.</param>
    /// <param name="data">Taken.</param>
    /// <param name="catalogue">Migrated.</param>
    /// <param name="clock">The only clock, which may be turned ahead.</param>
    /// <param name="machine">The one by which a tool or a connection is given up: a turn makes neither slower.</param>
    private static void AddRooms(IServiceCollection services, NodeSettings settings, DataDirectory data, CatalogFile catalogue, TimeProvider clock, TimeProvider machine)
    {
        services.AddSingleton(clock);
        services.AddSingleton(Options.Create(settings.Get<SendingOptions>()));
        services.AddSingleton(Options.Create(settings.Get<WebhookOptions>()));
        services.AddSingleton(Options.Create(settings.Get<Links.LinkOptions>()));
        services.AddSingleton(Options.Create(settings.Get<AccessOptions>()));
        services.AddSingleton(Options.Create(settings.Get<UploadOptions>()));
        services.AddSingleton(Options.Create(settings.Get<DownloadOptions>()));
        services.AddSingleton(settings.Get<ProcessingOptions>().ToPolicy());
        services.AddSingleton(Options.Create(settings.Get<SandboxOptions>()));

        services.AddSingleton<INames, MachineNames>();
        services.AddSingleton(new KeyWrap(data.Keys));
        services.AddSingleton<NodeMetrics>();
        services.AddSingleton(catalogue);
        services.AddSingleton(provider => new CatalogWriter(catalogue, provider.GetRequiredService<NodeMetrics>().CatalogueBatch, clock));
        services.AddSingleton<MediaCatalog>();
        services.AddSingleton<RenditionCatalog>();
        services.AddQuarantining();
        services.AddSingleton<IVolume>(provider => new DiskVolume(
            data.Media, settings.Get<VolumeOptions>(), provider.GetRequiredService<NodeMetrics>().SyncBatch, clock, settings.Get<WatchOptions>()));

        services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        services.AddSingleton<Users>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<UploadBudget>();
        services.AddSingleton<UploadEndpoints>();
        services.AddSingleton<VerifiedBlobs>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BlobSender>(provider, machine));
        services.AddSingleton<MediaFiles>();
        services.AddSingleton<BlobAnswers>();
        services.AddSingleton<DownloadEndpoints>();
        services.AddSingleton(provider => new ScratchRoom(data.Scratch, provider.GetRequiredService<IVolume>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Sandbox>(provider, machine));
        services.AddSingleton(new ProcessingQueue(
            settings.Get<SandboxOptions>(), Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        services.AddSingleton(provider => provider.GetRequiredService<ProcessingPolicy>().Bounds);
        services.AddSingleton<MediaInspector>();
        services.AddSingleton<PictureProcessor>();
        services.AddSingleton<PictureThumbnails>();
        services.AddSingleton<ThumbnailGroups>();
        services.AddPlays();
        services.AddRenditions();
        services.AddScanning(settings.Get<ScanningOptions>(), TimeProvider.System);
        services.AddUpstreams(settings.Get<WhatsAppOptions>(), TimeProvider.System);
        services.AddBusiness(settings.Get<WhatsAppOptions>().Number);
        services.AddDeposits();
        services.AddMessages();
        services.AddLinkFetching(TimeProvider.System);
        services.AddSending();
        services.AddLinkStage();
        services.AddInbound(settings.Get<InboundOptions>());
        services.AddReceipts();
        services.AddRedelivery();
        services.AddWebhooks(TimeProvider.System);
        services.AddWatch(machine);
        services.AddHostedService<StageRunner>();
        services.AddRetention(
            settings.Get<RetentionOptions>(), settings.Get<SendingOptions>().GiveUpAfter, $"{Environment.MachineName}:{Path.GetFullPath(settings.Server.Data)}");
        services.AddReconciling(settings.Get<ReconcilingOptions>(), data.Path, data.Media, TimeProvider.System);
    }

    private static void ConfigureKestrel(ConfigureWebHostBuilder host, ServerOptions options)
    {
        host.UseKestrelHttpsConfiguration();
        host.UseSockets(sockets =>
        {
            sockets.MaxReadBufferSize = UploadOptions.ReadAhead;
            // A request goes on in the thread of the pool that received it: a tenth more small downloads a second. What lasts yields by itself.
            sockets.UnsafePreferInlineScheduling = true;
        });
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.Configure(kestrel.ApplicationServices.GetRequiredService<Listening>().Endpoints, reloadOnChange: true);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = JsonBody.MaxBytes + 1; // Uploads lift it and count for themselves.
            // A head is a packet or two, and one that dribbles in holds a block meanwhile.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestBufferSize = UploadOptions.ReadAhead;
        });
    }

    private static void Map(WebApplication app)
    {
        app.UseMiddleware<RequestMetrics>();
        app.UseMiddleware<Edge>();
        app.UseRouting();
        app.UseMiddleware<AccessGate>();

        UploadEndpoints.Map(app);
        DownloadEndpoints.Map(app);
        app.MapRetentionRoom();
        app.MapReconcilingRoom();
        app.MapQuarantine();
        app.MapLogins();
        app.MapUsers();
        app.MapHealth();
        app.MapSupport();
        app.MapWatch();
        app.MapMediaList();
        app.MapMedia();
        app.MapLedger();
        app.MapRenditions();
        app.MapMessages();
        app.MapBusiness();
        app.MapInbound();
        app.MapWebhooks();
        app.MapNotOffered();
        app.MapLimits();
        app.MapMetrics().WithMetadata(new Needs(Role.User, ApiKey: true));
        app.MapDocs(Path.Combine(AppContext.BaseDirectory, "wwwroot", "docs"));
    }

    private static void RegisterGauges(IServiceProvider services, DataPaths data)
    {
        var metrics = services.GetRequiredService<NodeMetrics>();
        metrics.RegisterGauge(
            "medianode_last_backup_timestamp_seconds", "As of when the data directory was backed up last; 0 for never.",
            () => BackupNote.Read(data)?.AsOf.ToUnixTimeSeconds() ?? 0);
        var volume = services.GetRequiredService<IVolume>();
        var budget = services.GetRequiredService<UploadBudget>();
        var queue = services.GetRequiredService<ProcessingQueue>();
        var webhooks = services.GetRequiredService<WebhookQueue>();
        metrics.RegisterGauge("callback_queue_size", "Events that the receiver of webhooks has not acknowledged.", () => webhooks.Waiting().Events);
        var inbound = services.GetRequiredService<InboundCatalog>();
        metrics.RegisterGauge("medianode_inbound_waiting", "Media of users that are on their way.", () => inbound.Waiting());
        metrics.RegisterGauge("medianode_volume_free_bytes", "Bytes free on the media volume.", () => volume.Space.Free);
        metrics.RegisterGauge("medianode_volume_usable_bytes", "Bytes that uploads may still take.", () => volume.Space.RoomFor(VolumeUse.Upload));
        metrics.RegisterWatch(services.GetRequiredService<VolumeWatch>());
        metrics.RegisterGauge("medianode_upload_buffers_bytes", "Bytes that the buffers of uploads under way may hold.", () => budget.MemoryInUse);
        var quarantine = services.GetRequiredService<Quarantine>();
        metrics.RegisterGauge("medianode_quarantined_digests", "Contents in quarantine.", () => quarantine.Count);
        metrics.RegisterGauge("medianode_processing_running", "Media being processed.", () => queue.Running);
        metrics.RegisterGauge("medianode_processing_waiting", "Media waiting to be processed.", () => queue.Waiting);
    }
}
