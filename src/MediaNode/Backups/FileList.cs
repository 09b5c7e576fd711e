using System.Text;
using MediaNode.Volumes;

namespace MediaNode.Backups;

/// <summary>The files of a backup with their digests, one to a line, ordered by their paths: <c>sha256sum -c</c> reads it in the backup's directory.</summary>
internal sealed class FileList : IDisposable
{
    public const string Name = "files.sha256";

    private const int DigestDigits = 64;

    private readonly StreamWriter _lines;

    /// <param name="path">Of the list; new.</param>
    public FileList(string path) => _lines = new StreamWriter(
        path, Encoding.ASCII, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 64 << 10,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        })
    {
        NewLine = "\n",
    };

    public long Count { get; private set; }

    public void Add(KeptFile file, byte[] digest)
    {
        _lines.WriteLine($"{Convert.ToHexStringLower(digest)}  {file.Path}");
        Count++;
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>Reads a list line by line.</summary>
    /// <exception cref="BackupRefusedException">A line is not of a list: it names something else than a file of a backup.</exception>
    public static IEnumerable<(KeptFile File, byte[] Digest)> Read(string path)
    {
        using var directory = Posix.OpenDirectory(Path.GetDirectoryName(path)!);
        var (text, _) = Posix.OpenRegular(directory, Path.GetFileName(path)) ?? throw new BackupRefusedException($"{path} is not there, or no regular file.");
        using var lines = new StreamReader(new FileStream(text, FileAccess.Read), Encoding.ASCII, detectEncodingFromByteOrderMarks: false, bufferSize: 64 << 10);
        var number = 0L;
        string? last = null;
        while (ReadLine(lines) is { } line)
        {
            number++;
            if (line.Length <= DigestDigits + 2 || line[DigestDigits] != ' ' || line[DigestDigits + 1] != ' ' || !IsDigest(line.AsSpan(0, DigestDigits))
                || !KeptFile.TryParse(line[(DigestDigits + 2)..], out var file) || string.CompareOrdinal(last, file.Path) >= 0)
            {
                throw new BackupRefusedException($"{path}, line {number}: it is not a digest and the path of a file in this backup. Nothing outside of it is read or written.");
            }

            last = file.Path;
            yield return (file, Convert.FromHexString(line.AsSpan(0, DigestDigits)));
        }
    }

    // A line without an end must not take all memory.
    private static string? ReadLine(StreamReader lines)
    {
        const int most = 200;
        var line = new StringBuilder(most);
        for (var next = lines.Read(); next >= 0; next = lines.Read())
        {
            if (next == '\n')
            {
                return line.ToString();
            }

            if (line.Length == most)
            {
                break;
            }

            line.Append((char)next);
        }

        return line.Length == 0 ? null : line.ToString();
    }

    private static bool IsDigest(ReadOnlySpan<char> text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }
        }

        return true;
    }
}
