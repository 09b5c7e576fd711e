using System.Net;

namespace MediaNode.Addresses;

/// <summary>Looks names up. The machine's resolver, but for tests, which cannot give it a server of their own.</summary>
internal interface INames
{
    /// <returns>All addresses of a host; of one that is an address already, itself.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">It has none, or nobody could be asked.</exception>
    Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken);
}

/// <summary>Those of the machine.</summary>
internal sealed class MachineNames : INames
{
    public Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}
