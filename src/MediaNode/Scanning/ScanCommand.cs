using System.Diagnostics.CodeAnalysis;
using System.Text;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Scanning;

/// <summary>A program and its arguments, as the operator wrote them on one line.</summary>
internal sealed record ScanCommand(Tool Program, IReadOnlyList<string> Arguments)
{
    public const string File = "{file}";

    /// <summary>Splits a line at its blanks. What stands in quotes, single or double, is one word; nothing else means anything.</summary>
    /// <param name="line">As the operator wrote it.</param>
    /// <param name="command">The result.</param>
    /// <param name="mistake">What is wrong with the line.</param>
    public static bool TryParse(string line, [NotNullWhen(true)] out ScanCommand? command, [NotNullWhen(false)] out string? mistake)
    {
        command = null;
        if (!TrySplit(line, out var words))
        {
            mistake = "a quote is not closed";
        }
        else if (words.Count == 0)
        {
            mistake = $"names no program; write for example: clamdscan --no-summary --fdpass {File}";
        }
        else if (words[0].Contains('/', StringComparison.Ordinal) && !Path.IsPathRooted(words[0]))
        {
            mistake = "write the program's full path, or its name alone";
        }
        else if (!words.Skip(1).Any(word => word.Contains(File, StringComparison.Ordinal)))
        {
            mistake = $"must have {File} among its arguments, where the path of the file stands";
        }
        else
        {
            mistake = null;
            command = new ScanCommand(new Tool(words[0], words[0], Path.IsPathRooted(words[0]) ? words[0] : null), words[1..]);
            return true;
        }

        return false;
    }

    /// <summary>The arguments for one file.</summary>
    public IEnumerable<string> ArgumentsFor(string path) => Arguments.Select(argument => argument.Replace(File, path, StringComparison.Ordinal));

    private static bool TrySplit(string line, out List<string> words)
    {
        words = [];
        var word = new StringBuilder();
        var inWord = false;
        char? quote = null;
        foreach (var character in line)
        {
            if (character == quote)
            {
                quote = null;
            }
            else if (quote is null && character is ('"' or '\''))
            {
                (quote, inWord) = (character, true);
            }
            else if (quote is null && char.IsWhiteSpace(character))
            {
                End(words);
            }
            else
            {
                word.Append(character);
                inWord = true;
            }
        }

        End(words);
        return quote is null;

        void End(List<string> ended)
        {
            if (inWord)
            {
                ended.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }
    }
}
