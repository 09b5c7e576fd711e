using System.Net;
using MediaNode.Addresses;

namespace MediaNode.Webhooks;

/// <summary>Which addresses the receiver may have.</summary>
internal static class TargetRules
{
    /// <summary>Why the receiver may not be there.</summary>
    /// <param name="address">One of those that its name stands for.</param>
    /// <param name="secure">Whether it is spoken to over TLS.</param>
    /// <param name="options">What is allowed.</param>
    /// <returns>Null when it may.</returns>
    public static string? WhyNot(IPAddress address, bool secure, WebhookOptions options) => AddressRanges.ReachOf(address) switch
    {
        Reach.Loopback => null,
        Reach.Private when !options.AllowPrivate =>
            $"{address} is a private or link-local address, to which no webhook goes unless Webhooks:AllowPrivate is true",
        Reach.Nobody => $"{address} is no address that a server can have",
        _ => !secure && !options.AllowHttp
            ? $"{address} is not this machine, and elsewhere a webhook goes over https only unless Webhooks:AllowHttp is true"
            : null,
    };
}
