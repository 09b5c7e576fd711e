using MediaNode.Formats.Chats;

namespace MediaNode.Simulator.Phones;

/// <summary>One phone, as it is now.</summary>
internal sealed record Phone
{
    /// <summary>What a query selects to make one.</summary>
    public const string Columns =
        "wa_id AS WaId, name AS Name, platform AS PlatformName, online AS Online, deliver AS Deliver, read AS Read, download AS Download, chat_open AS ChatOpen";

    public string WaId { get; init; } = "";

    /// <summary>What its owner is called.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>iphone</c> or <c>android</c>.</summary>
    public string PlatformName { get; init; } = "iphone";

    /// <summary>An offline phone receives nothing until it is online again.</summary>
    public bool Online { get; init; }

    /// <summary>Whether it says that a message has arrived.</summary>
    public bool Deliver { get; init; }

    /// <summary>Whether its owner reads everything at once.</summary>
    public bool Read { get; init; }

    /// <summary>Whether it downloads media by itself.</summary>
    public bool Download { get; init; }

    /// <summary>Whether its chats lie open before its owner, who so reads what arrives.</summary>
    public bool ChatOpen { get; init; }

    public Platform Platform => PlatformName == "android" ? Platform.Android : Platform.IPhone;
}
