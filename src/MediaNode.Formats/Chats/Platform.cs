namespace MediaNode.Formats.Chats;

/// <summary>Which WhatsApp a phone runs: they show captions differently.</summary>
public enum Platform
{
    IPhone,
    Android,
}
