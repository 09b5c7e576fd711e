using System.Net;
using System.Net.Sockets;

namespace MediaNode.Addresses;

/// <summary>Connects to an address that was judged, and to no other that the name may stand for a moment later.</summary>
/// <param name="names">Asked once for each connection.</param>
/// <param name="whyNot">Given an address and whether TLS is spoken: why it is not connected to; null when it is.</param>
/// <remarks>For <see cref="SocketsHttpHandler.ConnectCallback"/>. Where one address of several is not allowed, none is used: the name is not to be trusted.</remarks>
internal sealed class GuardedConnection(INames names, Func<IPAddress, bool, string?> whyNot)
{
    /// <exception cref="AddressRefusedException">The name stands for an address that is not allowed.</exception>
    /// <exception cref="SocketException">There is nobody.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await names.LookUpAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.NoData);
        }

        var secure = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        foreach (var address in addresses)
        {
            if (whyNot(address, secure) is { } words)
            {
                throw new AddressRefusedException(words);
            }
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
}

/// <summary>A connection that was not made, since nobody may be reached there; the message says which address and which setting.</summary>
internal sealed class AddressRefusedException(string message) : HttpRequestException(message);
