using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MediaNode.Tests.Links;

/// <summary>An origin that says exactly what a test tells it, HTTP or not.</summary>
internal sealed class RawOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private int _connections;

    /// <param name="answer">Given each connection once the head of a request was read. When it is done the connection is closed.</param>
    public RawOrigin(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}/file";

    /// <summary>How many were made, whether anything was said on them or not.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>One whose whole answer is known.</summary>
    public static RawOrigin Saying(string answer) => new((stream, ending) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), ending).AsTask());

    /// <summary>One that says a beginning and then the same piece for ever, until nobody listens.</summary>
    public static RawOrigin Forever(string beginning, byte[] piece) => new(async (stream, ending) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(beginning), ending);
        while (true)
        {
            await stream.WriteAsync(piece, ending);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        var connections = new List<Task>();
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                Interlocked.Increment(ref _connections);
                connections.Add(AnswerAsync(client, answer));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException)
            {
                break;
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task AnswerAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> answer)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = "";
                var one = new byte[1];
                while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _ending.Token) > 0)
                {
                    head += (char)one[0];
                }

                await answer(stream, _ending.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The fetcher had enough, or the test is over.
            }
        }
    }
}
