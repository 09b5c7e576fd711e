using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MediaNode.Tests;

/// <summary>A client that sends exactly the bytes it is told to, and shows exactly what comes back.</summary>
internal sealed class PlainSocket : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private PlainSocket(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<PlainSocket> ConnectAsync(TestNode node, int? receiveBuffer = null)
    {
        var client = new TcpClient();
        if (receiveBuffer is { } bytes)
        {
            client.ReceiveBufferSize = bytes;
        }

        await client.ConnectAsync(node.Url.Host, node.Url.Port);
        return new PlainSocket(client);
    }

    /// <summary>The head of a request with the token of the node's client, up to and with the empty line.</summary>
    public static string Head(TestNode node, string method, string path, params string[] headers) => string.Join("\r\n",
        [$"{method} {path} HTTP/1.1", "Host: node", $"Authorization: {node.Client.DefaultRequestHeaders.Authorization}", .. headers, "", ""]);

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        using var deadline = new CancellationTokenSource(_patience);
        await _stream.WriteAsync(bytes, deadline.Token);
    }

    /// <summary>Ends the client's half of the connection in order.</summary>
    public void FinishSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off, as a client that crashes.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(enable: true, 0);
        _client.Close();
    }

    /// <summary>Reads one answer; its body too when it has a length and <paramref name="withBody"/>.</summary>
    public async Task<PlainAnswer> ReadAsync(bool withBody = true)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var one = await ReadSomeAsync(new byte[1]);
            if (one.Length == 0)
            {
                throw new EndOfStreamException($"The answer ended within its head: {head}");
            }

            head.Append((char)one.Span[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var body = withBody ? await ReadBodyAsync(length) : [];
        return new PlainAnswer(status, headers, body);
    }

    /// <summary>Reads until the length is reached or the node ends or breaks the connection.</summary>
    public async Task<byte[]> ReadBodyAsync(long most)
    {
        var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (body.Length < most)
        {
            try
            {
                var some = await ReadSomeAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - body.Length)));
                if (some.Length == 0)
                {
                    break;
                }

                body.Write(some.Span);
            }
            catch (IOException)
            {
                break;
            }
        }

        return body.ToArray();
    }

    public void Dispose() => _client.Dispose();

    private async Task<ReadOnlyMemory<byte>> ReadSomeAsync(Memory<byte> buffer)
    {
        using var deadline = new CancellationTokenSource(_patience);
        var read = await _stream.ReadAsync(buffer, deadline.Token);
        return buffer[..read];
    }
}

internal sealed record PlainAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
