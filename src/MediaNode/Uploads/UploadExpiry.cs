using System.Globalization;
using System.Text.RegularExpressions;
using MediaNode.Problems;

namespace MediaNode.Uploads;

/// <summary>The header by which an upload says when the media is to go.</summary>
internal static partial class UploadExpiry
{
    public const string Header = "X-MediaNode-Expires-After";

    private static readonly TimeSpan _least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _most = TimeSpan.FromDays(3650);

    /// <param name="headers">Of the request.</param>
    /// <param name="after">How long after the upload; null when it does not say.</param>
    /// <returns>Why the header cannot be heeded; null when it can, or there is none.</returns>
    public static Refusal? Read(IHeaderDictionary headers, out TimeSpan? after)
    {
        after = null;
        if (!headers.TryGetValue(Header, out var given))
        {
            return null;
        }

        var match = Form().Match(given.Count == 1 ? given[0]!.Trim() : "");
        if (match.Success)
        {
            var count = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            after = match.Groups[2].Value switch
            {
                "m" => TimeSpan.FromMinutes(count),
                "h" => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(count),
            };
        }

        return after >= _least && after <= _most ? null : Problem.ParameterInvalid.Because(
            $"{Header} must be one time from 1m to 3650d, such as 90m, 48h or 30d; found {(given.Count == 1 ? $"'{Shown(given[0]!)}'" : $"{given.Count} of them")}.");
    }

    private static string Shown(string text) => text.Length <= 40 ? text : $"{text[..40]}…";

    [GeneratedRegex(@"\A([0-9]{1,7})([mhd])\z")]
    private static partial Regex Form();
}
