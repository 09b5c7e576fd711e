using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MediaNode.Webhooks;

/// <summary>How the receiver is reached: where it may be, and whom its certificate may be from.</summary>
internal static class WebhookConnection
{
    /// <param name="options">What is allowed.</param>
    /// <param name="ca">Certificates that are trusted besides the system's, PEM; null for none.</param>
    public static SocketsHttpHandler Handler(WebhookOptions options, string? ca)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Deadline,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // Names are looked up again.
            MaxResponseHeadersLength = 16, // KB
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context, options, cancellationToken),
        };
        if (ca is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Trusting(ca);
        }

        return handler;
    }

    /// <summary>Connects to an address that was judged, and to no other that the name may stand for a moment later.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, WebhookOptions options, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var secure = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        if (addresses.Select(address => TargetRules.WhyNot(address, secure, options)).FirstOrDefault(why => why is not null) is { } refused)
        {
            throw new HttpRequestException(refused);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A chain that the system does not know may end at one of these. The name must be right in any case.</summary>
    private static RemoteCertificateValidationCallback Trusting(string ca)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(ca);
        return (_, certificate, presented, errors) =>
        {
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
            {
                return errors == SslPolicyErrors.None;
            }

            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // A CA of one's own seldom says where to ask.
            chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1")); // For servers.
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }

            using var leaf = new X509Certificate2(certificate);
            return chain.Build(leaf);
        };
    }
}
