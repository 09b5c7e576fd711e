using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Access;

/// <summary>Settings of logins and tokens.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    [Description("How long a token from POST /v1/users/login is good.")]
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(7); // The original's.

    [Description("A key that opens health, stats and metrics and nothing else: Authorization: Apikey KEY. Empty: none.")]
    [RegularExpression("[!-~]{12,128}", ErrorMessage = "must be 12 to 128 printable characters, as the original's WA_API_KEY")]
    public string ApiKey { get; set; } = "";

    [Description("Whether a token may also come in the header D360-API-KEY, where clients of 360dialog put it.")]
    public bool AcceptD360Header { get; set; }
}
