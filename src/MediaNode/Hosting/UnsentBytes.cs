using System.Net.Sockets;

namespace MediaNode.Hosting;

/// <summary>Bounds what the kernel keeps for clients that read slowly: by itself it takes 2 to 4 MB for each.</summary>
/// <remarks>
/// Five hundred of them so fill the memory that it has for all sockets, and nobody is served any more. What is on its way
/// to a client does not count, so that far and fast ones lose nothing.
/// </remarks>
internal static class UnsentBytes
{
    // TCP_NOTSENT_LOWAT (tcp(7)); connections inherit it from the socket they were accepted on.
    private const int Tcp = 6;
    private const int NotSentLowWater = 25;

    // Enough for the time it takes us to come with the next block.
    private const int Most = 256 << 10;

    /// <param name="socket">A socket that is to listen.</param>
    public static Socket Bound(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.SetRawSocketOption(Tcp, NotSentLowWater, BitConverter.GetBytes(Most));
        }

        return socket;
    }
}
