using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration.Memory;

namespace MediaNode.Hosting;

/// <summary>Where the node listens: on loopback only as long as the first password, which everybody knows, is in force.</summary>
/// <remarks>
/// When it is changed, the addresses of the settings are added to those of loopback, which stay: whoever is connected stays so, and
/// nobody finds the port closed for a moment. Two sockets can hold one port, once with its loopback address and once with all of them,
/// because both ask to share it (SO_REUSEPORT); the kernel gives a connection to the closer match.
/// </remarks>
internal sealed partial class Listening : IDisposable
{
    private readonly ServerOptions _options;
    private readonly ConfigurationRoot _endpoints;
    private readonly MemoryConfigurationProvider _provider;
    private readonly Lock _opening = new();
    private readonly bool _sharesPorts;
    private readonly Queue<int> _freePorts = new();
    private int _endpointCount;
    private ILogger? _logger;

    public Listening(ServerOptions options, bool loopbackOnly)
    {
        _options = options;
        _provider = new MemoryConfigurationProvider(new MemoryConfigurationSource());
        _endpoints = new ConfigurationRoot([_provider]);
        LoopbackOnly = _sharesPorts = loopbackOnly && Urls().Any(url => !IsLoopback(url));
        Add(LoopbackOnly ? Urls().Select(OnLoopback) : Urls());
    }

    /// <summary>Whether the settings ask for more than is listened on now.</summary>
    public bool LoopbackOnly { get; private set; }

    /// <summary>What Kestrel binds to; it binds what is new when this changes.</summary>
    public IConfiguration Endpoints => _endpoints;

    public void LogTo(ILogger logger) => _logger = logger;

    /// <summary>The first password is gone: listen where the settings say.</summary>
    public void OpenWide()
    {
        lock (_opening)
        {
            if (!LoopbackOnly)
            {
                return;
            }

            if (WhyNot() is { } why)
            {
                if (_logger is not null)
                {
                    Log.StaysOnLoopback(_logger, _options.Urls, why);
                }

                return;
            }

            LoopbackOnly = false;
            Add(Urls().Where(url => !IsLoopback(url)));
            _endpoints.Reload();
            if (_logger is not null)
            {
                Log.OpenedWide(_logger, _options.Urls);
            }
        }
    }

    /// <summary>Opens a listening socket for Kestrel.</summary>
    /// <exception cref="SocketException">The address is taken, or is none of this machine's.</exception>
    public Socket Bind(EndPoint endpoint)
    {
        if (!_sharesPorts || endpoint is not IPEndPoint address)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }

        if (IPAddress.IsLoopback(address.Address))
        {
            // Without the wish to share first, or two nodes of one user would quietly share the port.
            SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint).Dispose();
        }
        else if (address.Port == 0 && _freePorts.TryDequeue(out var port))
        {
            address = new IPEndPoint(address.Address, port);
        }

        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (address.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(address);
            if (address.Port == 0)
            {
                _freePorts.Enqueue(((IPEndPoint)socket.LocalEndPoint!).Port);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _endpoints.Dispose();

    private void Add(IEnumerable<string> urls)
    {
        foreach (var url in urls.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var endpoint = $"Endpoints:{_endpointCount++}";
            _provider.Set($"{endpoint}:Url", url);
            _provider.Set($"{endpoint}:Protocols", "Http1AndHttp2");
            if (url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            {
                _provider.Set($"{endpoint}:Certificate:Path", _options.Certificate!);
                _provider.Set($"{endpoint}:Certificate:KeyPath", _options.CertificateKey!);
            }
        }
    }

    private IEnumerable<string> Urls() => _options.Urls
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(url => url.TrimEnd('/'));

    /// <summary>Tries the addresses first: Kestrel would only log that it could not have one.</summary>
    private string? WhyNot()
    {
        foreach (var url in Urls().Where(url => !IsLoopback(url)))
        {
            var address = BindingAddress.Parse(url);
            if (address.Port == 0)
            {
                continue; // The port that loopback got is taken over; trying would take it away.
            }

            var everywhere = !IPAddress.TryParse(address.Host.Trim('[', ']'), out var host);
            try
            {
                Bind(new IPEndPoint(everywhere ? IPAddress.Any : host!, address.Port)).Dispose();
            }
            catch (SocketException taken)
            {
                return $"{url}: {taken.Message}";
            }
        }

        return null;
    }

    private static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static string OnLoopback(string url)
    {
        var address = BindingAddress.Parse(url);
        return IsLoopback(url) ? url : $"{address.Scheme}://127.0.0.1:{address.Port}";
    }

    private static partial class Log
    {
        [LoggerMessage(9003, LogLevel.Error, "The first password is changed, but the node stays on loopback: it cannot listen on {Urls} ({Why}). Mend the address and start again.")]
        public static partial void StaysOnLoopback(ILogger logger, string urls, string why);

        [LoggerMessage(9002, LogLevel.Information, "The first password is changed: listening on {Urls}.")]
        public static partial void OpenedWide(ILogger logger, string urls);
    }
}
