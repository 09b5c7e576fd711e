using System.Net;
using System.Net.Sockets;

namespace MediaNode.Tests.Sandboxing;

/// <summary>A listener on loopback that must never be called.</summary>
internal sealed class Canary : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public Canary() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool Silent => !_listener.Pending();

    public void Dispose() => _listener.Dispose();
}
