using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MediaNode.Addresses;

namespace MediaNode.Links;

/// <summary>How an origin is reached: where it may be, and whom its certificate may be from.</summary>
internal static class LinkConnection
{
    /// <summary>The most of an answer's head, in KB.</summary>
    public const int MostHead = 32;

    /// <exception cref="IOException">The file of certificates cannot be read.</exception>
    public static SocketsHttpHandler Handler(LinkOptions options, INames names)
    {
        var addresses = new LinkAddresses(options);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false, // It would look the name up itself, past every rule.
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.IdleDeadline,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // A name is judged again soon.
            MaxResponseHeadersLength = MostHead,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
            ResponseHeaderEncodingSelector = (name, _) => name.Equals("Location", StringComparison.OrdinalIgnoreCase) ? System.Text.Encoding.UTF8 : null,
            ConnectCallback = new GuardedConnection(names, (address, _) => addresses.WhyNot(address)).ConnectAsync,
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            // A certificate says itself where its issuer's can be had: anywhere, and the runtime would ask there, past every rule.
            DisableCertificateDownloads = true,
        };
        var own = options.CertificateAuthorities.Length > 0 ? TrustedRoots.Trusting(File.ReadAllText(options.CertificateAuthorities)) : null;
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            errors == SslPolicyErrors.None || own?.Invoke(sender, certificate, chain, errors) == true
                ? true
                : throw new CertificateRefusedException(Why(errors, chain));
        return handler;
    }

    private static string Why(SslPolicyErrors errors, X509Chain? chain) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "no certificate"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "certificate is for another name"
        : chain?.ChainStatus.All(status => status.Status == X509ChainStatusFlags.NotTimeValid) == true ? "certificate is out of date"
        : "certificate not trusted";
}

/// <summary>Whom the origin showed itself to be is not whom we asked for; the message is for the business.</summary>
internal sealed class CertificateRefusedException(string message) : AuthenticationException(message);
