using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MediaNode.Scanning;

/// <summary>Where clamd listens.</summary>
/// <param name="EndPoint">A Unix socket, or a host and a port.</param>
internal sealed record ClamdAddress(EndPoint EndPoint)
{
    private const int LongestPath = 107; // sun_path, with its end.

    public static bool TryParse(string text, [NotNullWhen(true)] out ClamdAddress? address)
    {
        address = text.StartsWith('/')
            ? Encoding.UTF8.GetByteCount(text) <= LongestPath ? new ClamdAddress(new UnixDomainSocketEndPoint(text)) : null
            : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "tcp", Port: > 0, Host.Length: > 0, UserInfo: "", PathAndQuery: "" or "/", Fragment: "" }
                ? new ClamdAddress(new DnsEndPoint(uri.IdnHost, uri.Port))
                : null;
        return address is not null;
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public async Task<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = EndPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(EndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => EndPoint is DnsEndPoint host ? $"tcp://{(host.Host.Contains(':', StringComparison.Ordinal) ? $"[{host.Host}]" : host.Host)}:{host.Port}" : $"{EndPoint}";
}
