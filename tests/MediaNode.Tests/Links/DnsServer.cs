using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MediaNode.Tests.Links;

/// <summary>A name server (RFC 1035) with one IPv4 address for each name, the next one each time it is asked and then the last, and none of IPv6.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    private const int AddressQuestion = 1;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 53));
    private readonly ConcurrentDictionary<string, string[]> _answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    public DnsServer() => _serving = ServeAsync();

    public void Give(string host, params string[] addresses) => _answers[host] = addresses;

    /// <summary>How often it was asked for the IPv4 address.</summary>
    public int Asked(string host) => _asked.GetValueOrDefault(host);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving;
        _socket.Dispose();
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync(_ending.Token);
                await _socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint, _ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] question)
    {
        var (labels, at) = (new List<string>(), 12);
        for (; question[at] > 0; at += question[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        }

        var (name, kind) = (string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(at + 1)));
        var known = _answers.TryGetValue(name, out var addresses);
        byte[] record = [];
        if (known && kind == AddressQuestion)
        {
            var times = _asked.AddOrUpdate(name, 1, (_, before) => before + 1);
            // A pointer to the name, type, class, not to be kept, four bytes.
            record = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. IPAddress.Parse(addresses![Math.Min(times, addresses.Length) - 1]).GetAddressBytes()];
        }

        // An answer, recursion available; 3 is "no such name". One question, as it came.
        return [.. question[..2], 0x81, known ? (byte)0x80 : (byte)0x83, 0, 1, 0, record.Length > 0 ? (byte)1 : (byte)0, 0, 0, 0, 0, .. question[12..(at + 5)], .. record];
    }
}
