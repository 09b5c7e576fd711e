using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MediaNode.Addresses;

namespace MediaNode.Webhooks;

/// <summary>How the receiver is reached: where it may be, and whom its certificate may be from.</summary>
internal static class WebhookConnection
{
    /// <param name="options">What is allowed.</param>
    /// <param name="names">Looks the receiver's name up.</param>
    /// <param name="ca">Certificates that are trusted besides the system's, PEM; null for none.</param>
    public static SocketsHttpHandler Handler(WebhookOptions options, INames names, string? ca)
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
            ConnectCallback = new GuardedConnection(names, (address, secure) => TargetRules.WhyNot(address, secure, options)).ConnectAsync,
        };
        if (ca is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Trusting(ca);
        }

        return handler;
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
