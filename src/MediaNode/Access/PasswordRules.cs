using System.Buffers;

namespace MediaNode.Access;

/// <summary>The original's rules for names and passwords ("Users" in the On-Premises API reference).</summary>
internal static class PasswordRules
{
    private const string Special = "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~";

    private static readonly SearchValues<char> _special = SearchValues.Create(Special);
    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@+");

    /// <returns>What is wrong with the password, or <see langword="null"/>. The password itself is never repeated.</returns>
    public static string? WhyNotPassword(string password)
    {
        var missing = new List<string>();
        if (password.Length is < 8 or > 64)
        {
            missing.Add($"8 to 64 characters (found {password.Length})");
        }

        if (!password.AsSpan().ContainsAnyInRange('0', '9'))
        {
            missing.Add("a digit");
        }

        if (!password.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            missing.Add("an upper-case letter");
        }

        if (!password.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            missing.Add("a lower-case letter");
        }

        if (!password.AsSpan().ContainsAny(_special))
        {
            missing.Add($"a special character, one of {Special}");
        }

        return missing.Count == 0 ? null : $"The password needs {string.Join(", ", missing)}.";
    }

    /// <returns>What is wrong with the user name, or <see langword="null"/>.</returns>
    public static string? WhyNotName(string name) =>
        name.Length is < 4 or > 32 ? $"The user name needs 4 to 32 characters (found {name.Length})."
        : name.AsSpan().ContainsAnyExcept(_nameCharacters) ? "The user name may hold letters, digits and . _ - @ + only."
        : null;
}
