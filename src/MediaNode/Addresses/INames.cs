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
    // The resolver refuses 0.0.0.0 and :: with words of its own; they are judged like any other address.
    public Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var address) ? Task.FromResult<IPAddress[]>([address]) : Dns.GetHostAddressesAsync(host, cancellationToken);
}
