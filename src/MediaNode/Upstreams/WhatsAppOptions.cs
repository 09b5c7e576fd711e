using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Upstreams;

/// <summary>Settings of the way to WhatsApp's servers.</summary>
public sealed class WhatsAppOptions
{
    public const string Section = "WhatsApp";

    [Description("Where WhatsApp's side is spoken to, as docs/line.md has it. Empty: the simulator that starts with the node.")]
    [RegularExpression("https?://[^/?#@\\s]+/?", ErrorMessage = "must be http://HOST:PORT or https://HOST:PORT")]
    public string Url { get; set; } = ""; // Nobody outside is contacted unless somebody says so.

    [Description("The business's own number.")]
    [RegularExpression("[0-9]{7,15}", ErrorMessage = "must be 7 to 15 digits")]
    [MinLength(7, ErrorMessage = "must be 7 to 15 digits")]
    public string Number { get; set; } = "15550000000"; // 555 belongs to nobody.

    [Description("How long a server may take to accept a connection.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10); // Two lost packets on a slow line; the next host is waiting.

    [Description("How long a server may take nothing and say nothing before it is given up.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30); // 64 KB move within it at some 2 KB a second.

    [Description("The most connections to one server at a time.")]
    [Range(2, 1000)]
    public int MaxConnections { get; set; } = 32; // One waits for events; as many uploads as this fill any line.
}
