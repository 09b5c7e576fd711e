using System.Net;
using Microsoft.Extensions.Configuration.Memory;

namespace MediaNode.Hosting;

/// <summary>Where the node listens: on loopback only as long as the first password, which everybody knows, is in force.</summary>
internal sealed partial class Listening : IDisposable
{
    private readonly ServerOptions _options;
    private readonly ConfigurationRoot _endpoints;
    private readonly MemoryConfigurationProvider _provider;
    private ILogger? _logger;

    public Listening(ServerOptions options, bool loopbackOnly)
    {
        _options = options;
        _provider = new MemoryConfigurationProvider(new MemoryConfigurationSource());
        _endpoints = new ConfigurationRoot([_provider]);
        LoopbackOnly = loopbackOnly && Urls(loopbackOnly: false).Any(url => !IsLoopback(url));
        Set(LoopbackOnly);
    }

    /// <summary>Whether the settings ask for more than is listened on now.</summary>
    public bool LoopbackOnly { get; private set; }

    /// <summary>What Kestrel binds to; it binds anew when this changes.</summary>
    public IConfiguration Endpoints => _endpoints;

    public void LogTo(ILogger logger) => _logger = logger;

    /// <summary>The first password is gone: listen where the settings say.</summary>
    public void OpenWide()
    {
        if (LoopbackOnly)
        {
            LoopbackOnly = false;
            Set(loopbackOnly: false);
            _endpoints.Reload();
            if (_logger is not null)
            {
                Log.OpenedWide(_logger, _options.Urls);
            }
        }
    }

    public void Dispose() => _endpoints.Dispose();

    private void Set(bool loopbackOnly)
    {
        var at = 0;
        foreach (var url in Urls(loopbackOnly))
        {
            var endpoint = $"Endpoints:{at++}";
            _provider.Set($"{endpoint}:Url", url);
            _provider.Set($"{endpoint}:Protocols", "Http1AndHttp2");
            if (url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            {
                _provider.Set($"{endpoint}:Certificate:Path", _options.Certificate!);
                _provider.Set($"{endpoint}:Certificate:KeyPath", _options.CertificateKey!);
            }
        }
    }

    private IEnumerable<string> Urls(bool loopbackOnly) => _options.Urls
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(url => loopbackOnly && !IsLoopback(url) ? OnLoopback(url) : url.TrimEnd('/'))
        .Distinct(StringComparer.OrdinalIgnoreCase);

    private static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static string OnLoopback(string url)
    {
        var address = BindingAddress.Parse(url);
        return $"{address.Scheme}://127.0.0.1:{address.Port}";
    }

    private static partial class Log
    {
        [LoggerMessage(9002, LogLevel.Information, "The first password is changed: listening on {Urls}.")]
        public static partial void OpenedWide(ILogger logger, string urls);
    }
}
