using System.Net;
using MediaNode.Business;
using Microsoft.Extensions.Options;

namespace MediaNode.Webhooks;

/// <summary>Judges where webhooks are to go as soon as it is set: an address by itself, a name at each connection.</summary>
internal sealed class WebhookPlaces(IOptions<WebhookOptions> options) : IWebhookPlaces
{
    public string? WhyNot(Uri url)
    {
        var secure = url.Scheme == Uri.UriSchemeHttps;
        // Uri has written 0x7f.1 and 2130706433 as what they stand for. Resolvers pass over a last dot.
        var host = url.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out var address) ? TargetRules.WhyNot(address, secure, options.Value)
            : secure || url.IsLoopback || options.Value.AllowHttp ? null
            : $"{host} may be another machine, and there a webhook goes over https only unless Webhooks:AllowHttp is true";
    }
}
