using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

/// <summary>
/// The least that a server of this kind can do with a body: receive it, compute its SHA-256, write it to a file, answer. One blocking thread a
/// connection, no HTTP but the length, no token, no row, no flush, no second name. What MediaNode does more is what it costs more than this.
/// </summary>
internal static class Floor
{
    private static long _files;

    public static void Serve(string directory, int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(256);
        while (true)
        {
            var socket = listener.AcceptSocket();
            new Thread(() => Run(socket, directory), 256 << 10) { IsBackground = true }.Start();
        }
    }

    private static void Run(Socket socket, string directory)
    {
        using var owned = socket;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 << 10];
        var answer = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        socket.NoDelay = true;
        while (true)
        {
            var (have, end) = (0, -1);
            while (end < 0)
            {
                var read = socket.Receive(buffer.AsSpan(have));
                if (read == 0)
                {
                    return;
                }

                have += read;
                end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
            }

            var head = Encoding.ASCII.GetString(buffer, 0, end);
            var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            var length = at < 0 ? 0 : long.Parse(head.AsSpan(at + 15).TrimStart().ToString().Split('\r')[0], CultureInfo.InvariantCulture);
            using var file = File.OpenHandle($"{directory}/{Interlocked.Increment(ref _files)}", FileMode.CreateNew, FileAccess.Write);
            var piece = buffer.AsSpan(end + 4, have - end - 4);
            for (var written = 0L; ;)
            {
                digest.AppendData(piece);
                RandomAccess.Write(file, piece, written);
                written += piece.Length;
                if (written >= length)
                {
                    break;
                }

                piece = buffer.AsSpan(0, socket.Receive(buffer));
                if (piece.IsEmpty)
                {
                    return;
                }
            }

            digest.GetHashAndReset();
            socket.Send(answer);
        }
    }
}
