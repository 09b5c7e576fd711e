using System.Net.Sockets;
using System.Text;

namespace MediaNode.Tests.Simulator.MediaServers;

/// <summary>A plain socket to a simulator, for requests that no client would send and connections that break off.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TcpClient _client;

    private Wire(TcpClient client) => _client = client;

    public static async Task<Wire> ConnectAsync(string url)
    {
        var address = new Uri(url);
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return new Wire(client);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes);

    public async Task<string> ReadHeadAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _client.GetStream().ReadAsync(one, deadline.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public void Dispose() => _client.Dispose();
}
