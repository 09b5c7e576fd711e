using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Hosting;

/// <summary>Where the node listens and where it keeps its data.</summary>
public sealed class ServerOptions
{
    public const string Section = "";

    // A host that Kestrel cannot read stands for every address there is: better to read it strictly.
    private const string OneUrl = @"https?://(\[[0-9A-Fa-f:.]+\]|localhost|\*|\d{1,3}(\.\d{1,3}){3}):(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]?\d{1,4})/?";
    private const string MustBeUrls = "must be http://ADDRESS:PORT or https://ADDRESS:PORT, several separated by ;, where ADDRESS is an IP address, [IPv6], localhost or * (all)";

    [Description("Where to listen: one or more addresses, separated by semicolons. Port 0 takes a free one. "
        + "Until the first password is changed the node listens on loopback only, whatever this says.")]
    [MinLength(1, ErrorMessage = MustBeUrls)]
    [RegularExpression($@"{OneUrl}(\s*;\s*{OneUrl})*", ErrorMessage = MustBeUrls)]
    public string Urls { get; set; } = "http://127.0.0.1:8080"; // Safe to start anywhere: nobody else can reach it.

    [Description("The directory of the catalogue and the media volume; made when missing.")]
    [MinLength(1, ErrorMessage = "must name a directory")]
    public string Data { get; set; } = "./data";

    [Description("The password of the user admin, as long as its first password (secret) has not been changed: for unattended set-up. "
        + "Better in the environment than on a command line, which others can read.")]
    [ConfigurationKeyName("ADMIN_PASSWORD")]
    public string? AdminPassword { get; set; }

    [Description("For https: the file of the certificate with its chain, PEM.")]
    public string? Certificate { get; set; }

    [Description("For https: the file of the private key, PEM.")]
    [ConfigurationKeyName("CertificateKey")]
    public string? CertificateKey { get; set; }

    [Description("The most connections at a time; one more is closed at once.")]
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 4096; // A connection that sends nothing costs some 10 KB.
}
