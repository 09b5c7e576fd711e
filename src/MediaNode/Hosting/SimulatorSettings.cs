using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Hosting;

/// <summary>Settings of the simulator that is started with the node.</summary>
public sealed class SimulatorSettings
{
    public const string Section = "Simulator";

    /// <summary>The port after the node's own.</summary>
    public const string UsualUrls = "http://127.0.0.1:8081";

    [Description("Where the simulator of WhatsApp's servers and phones listens; also `--simulator-urls`. Left as it is, it takes a free port when "
        + "this one is taken. It has no login: leave it on loopback. It is not started when WhatsApp:Url names another.")]
    [RegularExpression(@"http://[^\s;]+(\s*;\s*http://[^\s;]+)*", ErrorMessage = "must be http://ADDRESS:PORT, several separated by ;")]
    public string Urls { get; set; } = UsualUrls;
}
