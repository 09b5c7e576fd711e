using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

// A load client small enough not to be the thing measured: one blocking socket and one thread a connection, keep-alive,
// the body sent from one shared buffer. It speaks just enough HTTP/1.1 for nginx and the node to be treated alike.
//
//   Load METHOD http://HOST:PORT/PATH --connections N --seconds S [--body FILE] [--header 'Name: value'] [--paths FILE]
//
// {n} in the path becomes a number that no other request of the run has. With --paths, requests walk the file's lines.
// Load DISK DIR --connections N --seconds S --body FILE writes the body to files of the directory and syncs each: the disk's own rate.
// Load FLOOR DIR PORT serves instead: the least that receiving, digesting and writing cost (Floor.cs).
// Prints one line: requests, failures, MB/s, requests/s, p50 and p99 in milliseconds.

if (args is ["FLOOR", var directory, var port])
{
    Floor.Serve(directory, int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}

var options = Options.Parse(args);
var body = options.Body is null ? [] : File.ReadAllBytes(options.Body);
var paths = options.Paths is null ? null : File.ReadAllLines(options.Paths);
var next = 0L;
var moved = 0L;
var failures = 0L;
var latencies = new List<double>();
var clock = Stopwatch.StartNew();
var threads = Enumerable.Range(0, options.Connections).Select(_ => new Thread(Run, 256 << 10)).ToArray();
foreach (var thread in threads)
{
    thread.Start();
}

foreach (var thread in threads)
{
    thread.Join();
}

var seconds = clock.Elapsed.TotalSeconds;
latencies.Sort();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"requests={latencies.Count} failures={failures} mbps={moved / seconds / 1e6:F1} rps={latencies.Count / seconds:F0} p50={At(0.50):F2} p99={At(0.99):F2}"));
return failures == 0 ? 0 : 1;

double At(double share) => latencies.Count == 0 ? 0 : latencies[Math.Min(latencies.Count - 1, (int)(share * latencies.Count))];

void Run()
{
    var mine = new List<double>();
    var buffer = new byte[256 << 10];
    if (options.Method == "DISK")
    {
        WriteAndSync(mine);
        return;
    }

    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    socket.Connect(options.Host);
    var head = new byte[4096];
    while (clock.Elapsed.TotalSeconds < options.Seconds)
    {
        var number = Interlocked.Increment(ref next);
        var path = paths is null ? options.Path.Replace("{n}", number.ToString(CultureInfo.InvariantCulture)) : paths[number % paths.Length];
        var length = Encoding.ASCII.GetBytes(
            $"{options.Method} {path} HTTP/1.1\r\nHost: {options.Host}\r\n{options.Headers}{(body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "")}\r\n", head);
        var started = Stopwatch.GetTimestamp();
        // Head and a small body leave in one segment, as a client with a write buffer would send them.
        if (body.Length > 0)
        {
            var sent = socket.Send([new ArraySegment<byte>(head, 0, length), new ArraySegment<byte>(body)]) - length;
            while (sent < body.Length)
            {
                sent += socket.Send(body.AsSpan(sent, Math.Min(body.Length - sent, 256 << 10)));
            }
        }
        else
        {
            socket.Send(head.AsSpan(0, length));
        }

        var (status, received) = ReadAnswer(socket, buffer);
        mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (status is < 200 or > 299)
        {
            if (Interlocked.Increment(ref failures) == 1)
            {
                Console.Error.WriteLine($"first failure: {status}");
            }
        }

        Interlocked.Add(ref moved, body.Length > 0 ? body.Length : received);
    }

    lock (latencies)
    {
        latencies.AddRange(mine);
    }
}

void WriteAndSync(List<double> mine)
{
    while (clock.Elapsed.TotalSeconds < options.Seconds)
    {
        var started = Stopwatch.GetTimestamp();
        using (var file = File.OpenHandle($"{options.Path}/{Interlocked.Increment(ref next)}", FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, body, 0);
            RandomAccess.FlushToDisk(file);
        }

        mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        Interlocked.Add(ref moved, body.Length);
    }

    lock (latencies)
    {
        latencies.AddRange(mine);
    }
}

static (int Status, long Length) ReadAnswer(Socket socket, byte[] buffer)
{
    var have = 0;
    int end;
    while ((end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
    {
        var read = socket.Receive(buffer.AsSpan(have));
        if (read == 0)
        {
            throw new IOException("The server closed the connection before it answered.");
        }

        have += read;
    }

    var head = Encoding.ASCII.GetString(buffer, 0, end);
    var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
    var bodyHave = have - end - 4;
    var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
    if (at < 0)
    {
        // Chunked answers are small here (a JSON body): read on until the last chunk.
        while (head.Contains("chunked", StringComparison.OrdinalIgnoreCase) && buffer.AsSpan(0, have).IndexOf("\r\n0\r\n\r\n"u8) < 0)
        {
            have += socket.Receive(buffer.AsSpan(have));
        }

        return (status, bodyHave);
    }

    var line = head.AsSpan(at + 15);
    var stop = line.IndexOf('\r');
    var length = long.Parse(stop < 0 ? line : line[..stop], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    for (var left = length - bodyHave; left > 0;)
    {
        var read = socket.Receive(buffer);
        if (read == 0)
        {
            throw new IOException("The server closed the connection within a body.");
        }

        left -= read;
    }

    return (status, length);
}

internal sealed record Options(string Method, IPEndPoint Host, string Path, int Connections, double Seconds, string? Body, string Headers, string? Paths)
{
    public static Options Parse(string[] args)
    {
        var url = new Uri(args[0] == "DISK" ? "http://127.0.0.1:1/" : args[1]);
        var (connections, seconds, headers) = (1, 5.0, "");
        string? body = null, paths = null;
        for (var i = 2; i < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--connections": connections = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--seconds": seconds = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--body": body = args[i + 1]; break;
                case "--header": headers += args[i + 1] + "\r\n"; break;
                case "--paths": paths = args[i + 1]; break;
                default: throw new ArgumentException($"Unknown option {args[i]}.");
            }
        }

        return new Options(args[0], new IPEndPoint(IPAddress.Parse(url.Host), url.Port), args[0] == "DISK" ? args[1] : Uri.UnescapeDataString(url.AbsolutePath), connections, seconds, body, headers, paths);
    }
}
