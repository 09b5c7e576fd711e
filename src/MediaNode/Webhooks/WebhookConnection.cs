using System.Net;
using System.Security.Authentication;
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
        var judge = TrustedRoots.Judging(ca);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, presented, errors) =>
            judge(certificate, presented, errors) is { } wrong ? throw new AuthenticationException(wrong) : true;
        return handler;
    }
}
