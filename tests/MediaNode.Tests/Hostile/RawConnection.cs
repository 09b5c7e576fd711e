using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace MediaNode.Tests.Hostile;

/// <summary>A client that sends exactly the bytes it is told to, however wrong, and reads answers as they come.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly List<byte> _read = [];

    private RawConnection(Socket socket) => _socket = socket;

    /// <param name="node">Where the node listens.</param>
    /// <param name="receiveBuffer">How much the kernel takes in for a client that does not read.</param>
    public static async Task<RawConnection> OpenAsync(Uri node, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(IPAddress.Loopback, node.Port);
        return new RawConnection(socket);
    }

    /// <summary>Sends one request on a connection of its own and reads all that comes back, to the close.</summary>
    public static async Task<RawAnswers> ExchangeAsync(Uri node, string request)
    {
        using var connection = await OpenAsync(node);
        await connection.SendAsync(request);
        return await connection.ReadToCloseAsync();
    }

    /// <summary>Each character is one byte.</summary>
    public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(_patience);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, deadline.Token)..];
        }
    }

    /// <returns>Whether it was sent; false when the node has closed the connection.</returns>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Says that no more will come, and goes on reading.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away without a word, as a process that is killed with unread data does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Reads one answer, with its body; what follows it stays for the next call.</summary>
    public async Task<RawAnswer> ReadAnswerAsync(bool toHead = false)
    {
        while (true)
        {
            if (RawAnswer.TryParse(CollectionsMarshal.AsSpan(_read), toHead, out var answer, out var length))
            {
                _read.RemoveRange(0, length);
                return answer;
            }

            if (await ReceiveAsync() == 0)
            {
                throw new IOException($"The node closed the connection within an answer, after {_read.Count} bytes of it.");
            }
        }
    }

    public async Task<RawAnswers> ReadToCloseAsync()
    {
        var reset = false;
        try
        {
            while (await ReceiveAsync() > 0)
            {
            }
        }
        catch (SocketException)
        {
            reset = true;
        }

        var answers = new List<RawAnswer>();
        while (RawAnswer.TryParse(CollectionsMarshal.AsSpan(_read), toHead: false, out var answer, out var length))
        {
            answers.Add(answer);
            _read.RemoveRange(0, length);
        }

        return new RawAnswers(answers, Encoding.Latin1.GetString([.. _read]), reset);
    }

    /// <summary>Takes one byte off what the node has sent, or nothing when nothing is there.</summary>
    /// <returns>False when the node has closed the connection.</returns>
    public bool TrySip()
    {
        try
        {
            if (_socket.Poll(0, SelectMode.SelectRead))
            {
                Span<byte> sip = stackalloc byte[1];
                return _socket.Receive(sip) == 1;
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync()
    {
        var buffer = new byte[64 << 10];
        using var deadline = new CancellationTokenSource(_patience);
        try
        {
            var read = await _socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token);
            _read.AddRange(buffer.AsSpan(0, read));
            return read;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing came for {_patience.TotalSeconds} s, after {_read.Count} bytes.");
        }
    }
}

/// <summary>All that a node sent on one connection.</summary>
/// <param name="All">The answers, in order.</param>
/// <param name="Rest">Bytes after the last whole answer.</param>
/// <param name="Reset">Whether the connection ended by a reset, which makes clients forget what they had not read yet.</param>
internal sealed record RawAnswers(IReadOnlyList<RawAnswer> All, string Rest, bool Reset)
{
    public RawAnswer Single => All.Count == 1 && Rest.Length == 0
        ? All[0]
        : throw new InvalidDataException(
            $"Not one answer but {All.Count} ({string.Join(", ", All.Select(answer => answer.Status))}) and '{Rest}'; reset: {Reset}.");
}

/// <summary>One answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) =>
        Headers.SingleOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static bool TryParse(ReadOnlySpan<byte> bytes, bool toHead, out RawAnswer answer, out int length)
    {
        (answer, length) = (null!, 0);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var text = Encoding.Latin1.GetString(bytes[..end]);
        var lines = text.Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => (pair[0], pair[1].Trim())).ToList();
        var head = new RawAnswer(status, headers, []);
        var hasBody = !toHead && status is not (< 200 or 204 or 304);
        var body = hasBody ? int.Parse(head.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture) : 0;
        length = end + 4 + body;
        if (bytes.Length < length)
        {
            return false;
        }

        answer = head with { Body = bytes[(end + 4)..length].ToArray() };
        return true;
    }
}
