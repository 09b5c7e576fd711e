using MediaNode.Access;
using MediaNode.Downloads;
using MediaNode.Inbound;
using MediaNode.Processing;
using MediaNode.Reconciling;
using MediaNode.Retention;
using MediaNode.Sandboxing;
using MediaNode.Scanning;
using MediaNode.Sending;
using MediaNode.Settings;
using MediaNode.Uploads;
using MediaNode.Upstreams;
using MediaNode.Volumes;
using MediaNode.Webhooks;

namespace MediaNode.Hosting;

/// <summary>Every setting of the node, from appsettings.json, <c>MEDIANODE_…</c> variables and the command line, the later over the earlier.</summary>
internal sealed class NodeSettings
{
    /// <summary>The options classes, in the order of docs/settings.md.</summary>
    public static readonly IReadOnlyList<Type> OptionTypes =
        [
            typeof(ServerOptions), typeof(AccessOptions), typeof(UploadOptions), typeof(DownloadOptions), typeof(VolumeOptions), typeof(WatchOptions),
            typeof(ProcessingOptions), typeof(SandboxOptions), typeof(WhatsAppOptions), typeof(SendingOptions), typeof(Links.LinkOptions), typeof(InboundOptions), typeof(WebhookOptions),
            typeof(ScanningOptions), typeof(RetentionOptions), typeof(ReconcilingOptions), typeof(SimulatorSettings),
        ];

    // Variables of the command-line verbs, which are not the node's.
    private static readonly string[] _foreignVariables = ["URL", "TOKEN"];

    private readonly Dictionary<Type, object> _options = [];

    private NodeSettings()
    {
    }

    public ServerOptions Server => Get<ServerOptions>();

    public IConfiguration Configuration { get; private init; } = null!;

    public T Get<T>() => (T)_options[typeof(T)];

    public object Get(Type type) => _options[type];

    /// <returns>The settings, or every mistake in them.</returns>
    public static (NodeSettings? Settings, IReadOnlyList<string> Mistakes) Load(string[] arguments)
    {
        var mistakes = new List<string>();
        IConfiguration configuration;
        try
        {
            configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"), optional: true)
                .AddEnvironmentVariables("MEDIANODE_")
                .AddCommandLine(arguments, new Dictionary<string, string> { ["--simulator-urls"] = "Simulator:Urls" })
                .Build();
        }
        catch (Exception unreadable) when (unreadable is FormatException or InvalidDataException or IOException)
        {
            return (null, [unreadable.InnerException is { } cause ? $"{unreadable.Message} {cause.Message}" : unreadable.Message]);
        }

        FindUnknown(configuration, arguments, mistakes);
        var settings = new NodeSettings { Configuration = configuration };
        foreach (var type in OptionTypes)
        {
            settings._options[type] = SettingsBinder.Bind(type, configuration, mistakes);
        }

        CheckTogether(settings.Server, mistakes);
        CheckTogether(settings.Get<UploadOptions>(), mistakes);
        mistakes.AddRange(ScanEngines.MistakesIn(settings.Get<ScanningOptions>()));
        if (settings.Get<Links.LinkOptions>().WhyNot() is { } link)
        {
            mistakes.Add(link);
        }

        return mistakes.Count == 0 ? (settings, []) : (null, mistakes);
    }

    private static void CheckTogether(ServerOptions server, List<string> mistakes)
    {
        if (server.AdminPassword is { } password && PasswordRules.WhyNotPassword(password) is { } why)
        {
            mistakes.Add($"ADMIN_PASSWORD: {why}");
        }

        if (server.Urls.Contains("localhost:0", StringComparison.OrdinalIgnoreCase))
        {
            mistakes.Add("Urls: localhost is two addresses, which cannot share a free port; write 127.0.0.1:0");
        }

        if (server.Urls.Contains("https://", StringComparison.OrdinalIgnoreCase) && (server.Certificate is null || server.CertificateKey is null))
        {
            mistakes.Add("Urls: https needs Certificate and CertificateKey (PEM files)");
        }

        foreach (var (key, file) in new[] { ("Certificate", server.Certificate), ("CertificateKey", server.CertificateKey) })
        {
            if (file is not null && !File.Exists(file))
            {
                mistakes.Add($"{key} = '{file}': no such file");
            }
        }
    }

    private static void CheckTogether(UploadOptions uploads, List<string> mistakes)
    {
        if (uploads.DiskBudget.Bytes < uploads.MaxBytes.Bytes)
        {
            mistakes.Add(
                $"Uploads:DiskBudget = '{uploads.DiskBudget}': must be at least Uploads:MaxBytes ({uploads.MaxBytes}), or the largest media are never taken");
        }
    }

    /// <summary>A mistyped setting that is silently ignored is worse than one that stops the start.</summary>
    private static void FindUnknown(IConfiguration configuration, string[] arguments, List<string> mistakes)
    {
        var known = OptionTypes.SelectMany(SettingsBinder.Of).Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            var section = key.Split(':')[0];
            if (value is not null && !known.Contains(key) && !section.Equals("Logging", StringComparison.OrdinalIgnoreCase)
                && !_foreignVariables.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                var near = known.Where(candidate => candidate.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)).Order().ToList();
                mistakes.Add($"{key}: no such setting" + (near.Count > 0 ? $"; {section} has {string.Join(", ", near)}" : "; docs/settings.md lists them"));
            }
        }

        for (var at = 0; at < arguments.Length; at++)
        {
            if (!arguments[at].StartsWith("--", StringComparison.Ordinal))
            {
                mistakes.Add($"'{arguments[at]}': not a setting; write --Section:Key=value");
            }
            else if (!arguments[at].Contains('=', StringComparison.Ordinal) && ++at == arguments.Length)
            {
                mistakes.Add($"'{arguments[^1]}': has no value; write {arguments[^1]}=value");
            }
        }
    }
}
