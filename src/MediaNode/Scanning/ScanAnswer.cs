namespace MediaNode.Scanning;

/// <summary>Reads what scanners answer.</summary>
internal static class ScanAnswer
{
    private const int LongestName = 120; // ClamAV's longest are some 60.
    private const string Found = " FOUND";

    // With AlertExceedsMax clamd tells so that it did not look at all of it. That is no find.
    private const string LimitExceeded = "Heuristics.Limits.Exceeded";

    /// <summary>clamd's answer to INSTREAM, as clamd(8) has it.</summary>
    /// <exception cref="NoVerdictException">It is neither OK nor FOUND.</exception>
    public static ScanVerdict OfClamd(string answer)
    {
        const string Stream = "stream: ";
        return answer == Stream + "OK" ? new ScanVerdict.Clean()
            : answer.StartsWith(Stream, StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal) ? OfFind(answer[Stream.Length..])
            : answer.EndsWith("ERROR", StringComparison.Ordinal) ? throw new NoVerdictException($"clamd reports: {Printable(answer)}")
            : throw new NoVerdictException($"clamd answered what cannot be understood: {Printable(answer)}");
    }

    /// <summary>What a program says, as clamscan and clamdscan do: with its exit code first.</summary>
    /// <param name="code">Its exit code, or 128 and the signal that ended it.</param>
    /// <param name="output">The beginning of its standard output.</param>
    /// <param name="errors">The end of its standard error.</param>
    /// <param name="path">The file's, which such programs repeat before the name of the find.</param>
    /// <exception cref="NoVerdictException">The code is neither 0 nor 1.</exception>
    public static ScanVerdict OfCommand(int code, string output, string errors, string path)
    {
        if (code == 0)
        {
            return new ScanVerdict.Clean();
        }

        if (code != 1)
        {
            var words = Printable(FirstLine(errors.Length > 0 ? errors : output).Replace(path, "the file", StringComparison.Ordinal));
            throw new NoVerdictException(code > 128
                ? $"the scanner was ended by signal {code - 128}"
                : $"the scanner ended with code {code}" + (words.Length > 0 ? $": {words}" : ""));
        }

        var line = FirstLine(output);
        return OfFind(line.StartsWith(path + ": ", StringComparison.Ordinal) ? line[(path.Length + 2)..] : line);
    }

    /// <summary>A scanner may quote what it looked at: short, on one line, and nothing but printable ASCII.</summary>
    public static string Printable(string text) => string.Create(Math.Min(text.Length, LongestName), text, static (clean, from) =>
    {
        for (var at = 0; at < clean.Length; at++)
        {
            clean[at] = from[at] is >= ' ' and < '\x7f' ? from[at] : '?';
        }
    });

    private static ScanVerdict OfFind(string find)
    {
        var name = Printable((find.EndsWith(Found, StringComparison.Ordinal) ? find[..^Found.Length] : find).Trim());
        return name.StartsWith(LimitExceeded, StringComparison.Ordinal)
            ? throw new NoVerdictException($"the scanner reached a limit of its own: {name}")
            : new ScanVerdict.Infected(name.Length > 0 ? name : "unnamed");
    }

    private static string FirstLine(string text) => text.Split('\n').Select(static line => line.Trim()).FirstOrDefault(static line => line.Length > 0) ?? "";
}
