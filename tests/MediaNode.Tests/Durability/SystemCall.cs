using System.Text.RegularExpressions;

namespace MediaNode.Tests.Durability;

/// <summary>A system call as strace saw it. When the end of one lies before the start of another, the kernel did them in this order.</summary>
/// <param name="Name">fsync, pwrite64 …</param>
/// <param name="Text">Arguments and result; descriptors have their paths beside them.</param>
/// <param name="Start">The line on which it began.</param>
/// <param name="End">The line on which it was done.</param>
internal sealed partial record SystemCall(string Name, string Text, int Start, int End)
{
    public bool Succeeded => !Failed().IsMatch(Text);

    /// <summary>Whether the first argument is a descriptor of a path, or of a connection, that ends so.</summary>
    public bool IsOn(string end) => FirstArgument().Match(Text) is { Success: true } match && match.Groups[1].Value.EndsWith(end, StringComparison.Ordinal);

    /// <summary>Reads the output of <c>strace -f -yy -o</c>, joining the calls that another thread's interrupted.</summary>
    public static IReadOnlyList<SystemCall> Read(string path)
    {
        var calls = new List<SystemCall>();
        var unfinished = new Dictionary<string, SystemCall>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (Resumed().Match(line) is { Success: true } end && unfinished.Remove(end.Groups[1].Value, out var begun))
            {
                calls.Add(begun with { Text = begun.Text + end.Groups[2].Value, End = number });
            }
            else if (Begun().Match(line) is { Success: true } start)
            {
                var call = new SystemCall(start.Groups[2].Value, start.Groups[3].Value, number, number);
                if (call.Text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                {
                    unfinished[start.Groups[1].Value] = call with { Text = call.Text[..^"<unfinished ...>".Length], End = int.MaxValue };
                }
                else
                {
                    calls.Add(call);
                }
            }
        }

        return calls;
    }

    [GeneratedRegex(@"^(\d+) +(\w+)\((.*)$")]
    private static partial Regex Begun();

    [GeneratedRegex(@"^(\d+) +<\.\.\. \w+ resumed>(.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"= -1 E[A-Z]+ \(")]
    private static partial Regex Failed();

    [GeneratedRegex(@"^\d+<(.*?)> *[,)]")]
    private static partial Regex FirstArgument();
}
