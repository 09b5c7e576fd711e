using System.Globalization;
using MediaNode.Business;
using MediaNode.Problems;

namespace MediaNode.Messages;

/// <summary>Phone numbers as people write them: <c>+1 (555) 000-1111</c>.</summary>
internal static class Recipient
{
    private const int Fewest = 7;
    private const int Most = 15; // ITU-T E.164.

    /// <returns>The digits; null when it cannot be a number.</returns>
    public static string? Digits(string input)
    {
        Span<char> digits = stackalloc char[Most];
        var count = 0;
        foreach (var character in input)
        {
            if (char.IsAsciiDigit(character) && count < Most)
            {
                digits[count++] = character;
            }
            else if (!IsPunctuation(character))
            {
                return null;
            }
        }

        return count >= Fewest ? digits[..count].ToString() : null;
    }

    /// <returns>Why nothing is sent there: it is the business itself. Null for anybody else, and for what is no number.</returns>
    public static Finding? WhyNotSelf(string? to, WaId self) => to is not null && Digits(to) == self.Digits
        ? Finding.Of("to", Problem.BadUser, "is the business's own number; another one is accepted.")
        : null;

    private static bool IsPunctuation(char character) => character is '+' or '.' or '(' or ')' || char.IsWhiteSpace(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
