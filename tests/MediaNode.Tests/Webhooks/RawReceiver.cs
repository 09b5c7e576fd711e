using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;

namespace MediaNode.Tests.Webhooks;

/// <summary>A receiver without manners: it reads a request and then writes to the connection what a test says, or nothing.</summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _remembering = new();
    private readonly List<(string Head, string Body)> _requests = [];
    private readonly Task _accepting;

    public RawReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Answers one request; the connection is closed after it.</summary>
    public Func<NetworkStream, CancellationToken, Task> Answer { get; set; } = (stream, ending) => WriteAsync(stream, Ok, ending);

    public IReadOnlyList<(string Head, string Body)> Requests
    {
        get
        {
            lock (_remembering)
            {
                return [.. _requests];
            }
        }
    }

    public static Task WriteAsync(NetworkStream stream, string text, CancellationToken ending) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), ending).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ReadAsync(client.GetStream());
                await Answer(client.GetStream(), _ending.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The node has had enough, or the test has.
            }
        }
    }

    private async Task ReadAsync(NetworkStream stream)
    {
        var (read, piece) = ("", new byte[4096]);
        while (true)
        {
            var more = await stream.ReadAsync(piece, _ending.Token);
            if (more == 0 && read.Length == 0)
            {
                // A connection that was opened ahead, and not needed.
                throw new IOException("Nothing was asked.");
            }

            read += Encoding.Latin1.GetString(piece, 0, more);
            var end = read.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (more == 0 || (end >= 0 && read.Length - end - 4 == Length(read[..end])))
            {
                end.ShouldBeGreaterThan(0);
                lock (_remembering)
                {
                    _requests.Add((read[..end], read[(end + 4)..]));
                }

                return;
            }
        }
    }

    private static int Length(string head) => int.Parse(
        head.Split("\r\n").Single(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))[16..],
        System.Globalization.CultureInfo.InvariantCulture);
}
