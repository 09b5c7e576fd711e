using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediaNode.Settings;

namespace MediaNode.Links;

/// <summary>Settings of media that are given by a link.</summary>
public sealed class LinkOptions
{
    public const string Section = "Links";

    [Description("Networks of your own from which links may be fetched besides the internet, with commas between: `10.1.0.0/16,fd00:7::/32`.")]
    [Networks]
    public string AllowedNetworks { get; set; } = ""; // Whoever may send could otherwise read whatever the node can reach.

    [Description("A file of certificates (PEM) that an origin's may end at besides the system's, for a CA of your own.")]
    public string CertificateAuthorities { get; set; } = "";

    [Description("How many redirects of one link are followed. None, as in the original: the link fails with `302 (Found)`.")]
    [Range(0, 10)]
    public int MaxRedirects { get; set; }

    [Description("The largest file that is fetched.")]
    [SizeRange("1", "4 GB")]
    public ByteSize MaxBytes { get; set; } = ByteSize.MegaBytes(100); // As of an upload.

    [Description("How long one fetch may take from beginning to end.")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(2); // 100 MB at 7 Mbit/s.

    [Description("How long an origin may be silent: until its answer begins, and between two pieces of it.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleDeadline { get; set; } = TimeSpan.FromSeconds(20);

    [Description("How often a link is tried before its messages fail, where trying again may help: an origin that is down or answers 503.")]
    [Range(1, 20)]
    public int Attempts { get; set; } = 3; // After 1 and 5 seconds.

    [Description("How many links are fetched at one time. One origin gets half of them, so that one that is slow or down does not hold up the others.")]
    [Range(1, 256)]
    public int MaxConcurrent { get; set; } = 16; // Each holds a connection and a few buffers.

    [Description("How long a fetched file is used again without asking, at least. An origin that forbids it (`no-store`, `no-cache`, `max-age=0`) is obeyed.")]
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan MinimumFreshness { get; set; } = TimeSpan.FromMinutes(1); // One link often stands in thousands of messages, one after the other.

    [Description("How long a fetched file is used again without asking, at most, whatever its origin says.")]
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaximumFreshness { get; set; } = TimeSpan.FromDays(7);

    /// <returns>A mistake that only the file of certificates shows; null for none.</returns>
    internal string? WhyNot()
    {
        if (CertificateAuthorities.Length == 0)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(CertificateAuthorities);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"{Section}:{nameof(CertificateAuthorities)} = '{CertificateAuthorities}': {unreadable.Message}";
        }

        return certificates.Count > 0 ? null : $"{Section}:{nameof(CertificateAuthorities)} = '{CertificateAuthorities}': has no certificate (-----BEGIN CERTIFICATE-----)";
    }
}
