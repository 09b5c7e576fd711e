using Dapper;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones;

/// <summary>All phones. Every number is one, created when it is first used.</summary>
internal static class PhoneBook
{
    /// <returns>The phone of a number, created when there was none.</returns>
    public static Phone Get(SqliteConnection connection, string waId)
    {
        const string Find = $"SELECT {Phone.Columns} FROM phone WHERE wa_id = @waId";
        if (connection.QuerySingleOrDefault<Phone>(Find, new { waId }) is { } phone)
        {
            return phone;
        }

        connection.Execute(
            """
            INSERT INTO phone (wa_id, name, platform, online, deliver, read, download)
            SELECT @waId, 'Phone ' || @waId, platform, online, deliver, read, download FROM phone_defaults
            """,
            new { waId });
        return connection.QuerySingle<Phone>(Find, new { waId });
    }

    /// <returns>What phones that are created later are like.</returns>
    public static Phone Defaults(SqliteConnection connection) => connection.QuerySingle<Phone>(
        "SELECT platform AS PlatformName, online AS Online, deliver AS Deliver, read AS Read, download AS Download FROM phone_defaults");

    public static void SetDefaults(SqliteConnection connection, Phone phone) => connection.Execute(
        "UPDATE phone_defaults SET platform = @PlatformName, online = @Online, deliver = @Deliver, read = @Read, download = @Download", phone);

    /// <returns>Phones in the order of their numbers, from behind <paramref name="after"/>.</returns>
    public static IReadOnlyList<Phone> Page(SqliteConnection connection, string after, long limit) =>
    [
        .. connection.Query<Phone>($"SELECT {Phone.Columns} FROM phone WHERE wa_id > @after ORDER BY wa_id LIMIT @limit", new { after, limit }),
    ];

    /// <summary>Changes a phone, and has happen what follows: it goes online and receives, its chats are opened and read.</summary>
    public static void Change(SqliteConnection connection, Phone before, Phone after, TimeProvider clock)
    {
        connection.Execute(
            """
            UPDATE phone SET name = @Name, platform = @PlatformName, online = @Online, deliver = @Deliver, read = @Read, download = @Download,
                chat_open = @ChatOpen
            WHERE wa_id = @WaId
            """,
            after);
        if (after.ChatOpen && !before.ChatOpen)
        {
            Reading.Open(connection, after, clock.Milliseconds());
        }

        if (after.Online && !before.Online)
        {
            Delivery.Resume(connection, after, clock.Milliseconds());
        }
    }
}
