using System.Net;
using System.Net.Sockets;

namespace MediaNode.Tests.Scanning;

/// <summary>Speaks clamd's protocol on a real socket, and breaks it where a test says so.</summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Socket _listener;
    private readonly Func<ClamdTalk, Task> _play;
    private readonly Task _accepting;

    /// <param name="play">What it does with one connection, which is closed after that.</param>
    /// <param name="tcp">On loopback; otherwise on a Unix socket.</param>
    public FakeClamd(Func<ClamdTalk, Task> play, bool tcp = false)
    {
        _play = play;
        if (tcp)
        {
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Address = $"tcp://{_listener.LocalEndPoint}";
        }
        else
        {
            Address = Path.Combine(_folder.Path, "clamd.ctl");
            _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _listener.Bind(new UnixDomainSocketEndPoint(Address));
        }

        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>As the setting has it.</summary>
    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _over.Dispose();
        _folder.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await _listener.AcceptAsync(_over.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await _play(new ClamdTalk(stream, _over.Token));
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client went first.
        }
    }
}
