using Dapper;
using MediaNode.Formats.Chats;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Chat;

/// <summary>A chat as it is drawn: its last messages, the newest at the end.</summary>
/// <param name="Phone">Whose.</param>
/// <param name="Messages">In their order.</param>
/// <param name="Visit">How the chat was when it was opened.</param>
/// <param name="Before">The place from which earlier ones can be asked for; null when these are all.</param>
internal sealed record ChatView(Phone Phone, IReadOnlyList<Message> Messages, Visit Visit, long? Before)
{
    /// <summary>Opens a chat.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="phone">Whose.</param>
    /// <param name="number">With whom; null for the one with the newest message.</param>
    /// <param name="before">A place in it; only what was before is shown.</param>
    /// <param name="limit">How many messages.</param>
    /// <param name="peek">Whether the owner does not get to see it, so that it does not count as read.</param>
    /// <param name="now">When.</param>
    public static ChatView Open(SqliteConnection connection, Phone phone, string? number, long before, int limit, bool peek, long now)
    {
        number ??= connection.QueryFirstOrDefault<string>(
            "SELECT number FROM message WHERE wa_id = @WaId AND status <> 'held' ORDER BY seq DESC LIMIT 1", new { phone.WaId });
        if (number is null)
        {
            return new ChatView(phone, [], new Visit(), null);
        }

        var visit = phone.ChatOpen ? Visit.Of(connection, phone.WaId, number) : Visit.New(connection, phone.WaId, number);
        if (!peek)
        {
            Reading.UpTo(connection, phone, number, long.MaxValue, now);
        }

        var messages = Message.Last(connection, phone.WaId, number, before, limit + 1);
        return new ChatView(phone, [.. messages.Take(limit).Reverse()], visit, messages.Count > limit ? messages[limit - 1].Seq : null);
    }

    /// <summary>The messages as far as albums go.</summary>
    public IReadOnlyList<ChatItem> Items() =>
    [
        .. Messages.Select(message =>
        {
            using var content = message.ReadContent();

            // What arrives while the chat is open shows by itself; the album is there at the next visit.
            var kind = message.Type == "image" && message.Seq <= Visit.LastSeq ? message.Kind : null;
            return new ChatItem(
                kind, !string.IsNullOrEmpty(content.RootElement.TextOf("caption")), Instant.DayOf(message.At), message.Incoming,
                message.Seq == Visit.FirstUnread);
        }),
    ];
}
