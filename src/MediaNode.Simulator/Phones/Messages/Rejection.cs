using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>The errors with which WhatsApp's side rejects a message, as the On-Premises API words them.</summary>
internal static class Rejection
{
    public const int InvalidUser = 1013;

    /// <summary>What <c>error</c> of a rejected message is.</summary>
    public static byte[] ToJson(int code, string details) => JsonAnswer.ToBytes(writer =>
    {
        writer.WriteNumber("code"u8, code);
        writer.WriteString("title"u8, TitleOf(code));
        writer.WriteString("details"u8, details);
    }).ToArray();

    private static string TitleOf(int code) => code switch
    {
        470 => "Message failed to send because more than 24 hours have passed since the customer last replied to this number",
        471 => "Spam rate limit hit",
        480 => "Message failed to send because of an unknown error",
        1006 => "Resource not found",
        InvalidUser => "User is not valid",
        1014 => "Internal error",
        1015 => "Too many requests",
        1026 => "Receiver incapable",
        _ => "Message rejected",
    };
}
