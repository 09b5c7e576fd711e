using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using MediaNode.Formats;
using static MediaNode.Fuzz.BrokenPromiseException;

namespace MediaNode.Fuzz.Targets;

/// <summary>Reads <c>length|header</c>; the length is 10 when there is none.</summary>
internal sealed partial class ByteRangeTarget : IFuzzTarget
{
    // Above this the model below, which marks each byte, would take longer than the parser may.
    private const long LargestModelled = 256;

    public static Type Parser => typeof(ByteRange);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        "",
        "10|bytes=0-",
        "10|bytes=-5",
        "10|bytes=-0",
        "10|bytes=5-2",
        "10|bytes=0-0",
        "0|bytes=0-",
        "0|bytes=-5",
        "1|bytes=-1",
        "10|bytes=0-0,2-3",
        "10|BYTES=5-9 ,\t0-4",
        "10|bytes=,0-1,,2-3,",
        "10|bytes=0-1,20-30",
        "256|bytes=0-99,100-199,200-255,50-150",
        "10|bytes=99999999999-",
        "10|bytes=0-99999999999999999999",
        "104857600|bytes=52428800-",
        "9223372036854775807|bytes=9223372036854775806-",
        "9223372036854775807|bytes=0-9223372036854775807,-99999999999999999999",
        "10|seconds=0-5",
        "10|bytes=0-5;1-2",
        "10|bytes=0x1-+5",
        $"200|bytes={string.Join(',', Enumerable.Range(0, 999).Select(i => $"{i % 190}-{(i % 190) + 5}"))}",
        $"200|bytes={string.Join(',', Enumerable.Repeat("0-", 1_001))}",
        $"10|bytes={new string('0', 8_180)}-",
    ];

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        var text = Encoding.Latin1.GetString(input);
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        var digits = text.AsSpan(0, Math.Max(bar, 0));
        var length = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 10;
        var header = text[(bar + 1)..];

        var answer = ByteRange.Parse(header, length);
        if (answer is RangeAnswer.Part(var range))
        {
            Unless(0 <= range.First && range.First <= range.Last && range.Last < length, "a part lies inside the body");
            Unless(ByteRange.Parse($"bytes={range.First}-{range.Last}", length) == answer, "a part's own ends ask for the same part");
            Unless(IsLarge(header) || AlsoToTheEnd(header, range, length) == new RangeAnswer.Part(range with { Last = length - 1 }),
                "a suffix from where a part begins makes it reach the end");
        }

        if (length <= LargestModelled)
        {
            Unless(answer == Model(header, length), "the answer is that of the model");
        }
    }

    // One more range could cross a limit.
    private static bool IsLarge(string header) => header.Length > 8_000 || header.Count(c => c == ',') > 900;

    private static RangeAnswer AlsoToTheEnd(string header, ByteRange range, long length) =>
        ByteRange.Parse($"bytes=-{length - range.First},{header.Trim(' ', '\t')["bytes=".Length..]}", length);

    /// <summary>The same question, answered slowly: mark each byte that is asked for and see whether the marks make one run.</summary>
    private static RangeAnswer Model(string header, long length)
    {
        var match = Grammar().Match(header);
        var specs = match.Groups["spec"].Captures;
        if (header.Length > ByteRange.MaxHeaderLength || !match.Success || specs.Count is 0 or > ByteRange.MaxRanges)
        {
            return new RangeAnswer.Whole();
        }

        var marks = new bool[length];
        var emptySuffix = false;
        foreach (var ends in specs.Select(spec => spec.Value.Split('-')))
        {
            var first = ends[0] is "" ? BigInteger.Max(0, length - Number(ends[1])) : Number(ends[0]);
            var last = ends[0] is "" || ends[1] is "" ? length - 1 : Number(ends[1]);
            if (ends[0] is not "" && ends[1] is not "" && last < first)
            {
                return new RangeAnswer.Whole();
            }

            emptySuffix |= length == 0 && ends[0] is "" && Number(ends[1]) > 0;
            for (var at = first; at <= last && at < length; at++)
            {
                marks[(int)at] = true;
            }
        }

        var run = new ByteRange(Array.IndexOf(marks, true), Array.LastIndexOf(marks, true));
        return run.First < 0 && !emptySuffix ? new RangeAnswer.Unsatisfiable()
            : run.First < 0 || marks.Count(mark => mark) != run.Length ? new RangeAnswer.Whole()
            : new RangeAnswer.Part(run);
    }

    private static BigInteger Number(string digits) =>
        BigInteger.Min(BigInteger.Parse(digits, CultureInfo.InvariantCulture), long.MaxValue);

    [GeneratedRegex(
        """
        \A[ \t]* bytes= (?![ \t])
        (?>[ \t]*) (?<spec>[0-9]+-[0-9]* | -[0-9]+)? (?>[ \t]*)
        (, (?>[ \t]*) (?<spec>[0-9]+-[0-9]* | -[0-9]+)? (?>[ \t]*))* \z
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
