using System.Net.Sockets;
using System.Security.Authentication;

namespace MediaNode.Cli;

/// <summary>What keeps us from a node, told so that the reader knows where to look.</summary>
internal static class Unreachable
{
    public static RefusedException From(Uri url, HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError =>
            Nobody(url, failure, $"The name {url.Host} is not known here. Check --url."),
        HttpRequestError.ConnectionError
            when failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                Nobody(url, failure, "Nothing listens there. Start the node with 'medianode serve', or check --url."),
        HttpRequestError.ConnectionError => Nobody(url, failure, "Check the network and --url."),
        HttpRequestError.SecureConnectionError when failure.InnerException is AuthenticationException =>
            Nobody(url, failure, "Its TLS certificate is not trusted here. Add its authority to the system's certificates."),
        HttpRequestError.SecureConnectionError => Nobody(url, failure, "It does not speak TLS. Check --url."),
        _ => BrokenOff(url, failure),
    };

    public static RefusedException Silent(Uri url, Exception cause) => Nobody(url, cause, "It did not answer in time.");

    public static RefusedException BrokenOff(Uri url, Exception cause) => new(
        new Refusal("The node broke off before the end", url.Plain(), Advice: "Try again; the node's log says why."), cause: cause);

    /// <summary>An address as people write it.</summary>
    public static string Plain(this Uri url) => url.ToString().TrimEnd('/');

    private static RefusedException Nobody(Uri url, Exception cause, string advice) =>
        new(new Refusal("The node cannot be reached", url.Plain(), Advice: advice), concernsAll: true, cause);
}
