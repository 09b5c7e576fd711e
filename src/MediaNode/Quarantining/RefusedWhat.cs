namespace MediaNode.Quarantining;

/// <summary>What is refused for its content, as metrics and the log call it.</summary>
internal static class RefusedWhat
{
    public const string Upload = "upload";
    public const string Download = "download";
    public const string Rendition = "rendition";
    public const string Message = "message";
    public const string Sending = "sending";
    public const string Deposit = "deposit";
    public const string Link = "link";
    public const string Incoming = "incoming";
    public const string Import = "import";
    public const string Adoption = "adoption";
    public const string Photo = "photo";
}
