using System.Globalization;

namespace MediaNode.Messages.Contents;

/// <summary><c>contacts</c>: cards, of which each has at least a name to show.</summary>
internal static class ContactsContent
{
    // The lists of a card, and the texts of an entry of each.
    private static readonly (string List, string[] Members)[] _lists =
    [
        ("phones", ["phone", "type", "wa_id"]),
        ("emails", ["email", "type"]),
        ("addresses", ["street", "city", "state", "zip", "country", "country_code", "type"]),
        ("urls", ["url", "type"]),
        ("ims", ["service", "user_id", "type"]),
    ];

    private static readonly string[] _names = ["first_name", "last_name", "middle_name", "prefix", "suffix"];
    private static readonly string[] _organisation = ["company", "department", "title"];

    public static void Write(Parameter contacts, Reading reading)
    {
        var cards = contacts.Items();
        if (cards.Count == 0)
        {
            contacts.Missing("an array of at least one contact is required.");
            return;
        }

        reading.Json.WriteStartArray();
        foreach (var card in cards)
        {
            if (card.RequireObject("a contact is an object: {\"name\":{\"formatted_name\":…},\"phones\":[…]}."))
            {
                WriteCard(card, reading);
            }
        }

        reading.Json.WriteEndArray();
    }

    private static void WriteCard(Parameter card, Reading reading)
    {
        reading.Json.WriteStartObject();
        var name = card["name"];
        if (name.RequireObject("a contact has a name: {\"formatted_name\":…}."))
        {
            reading.Json.WriteStartObject("name");
            reading.Write("formatted_name", name["formatted_name"].RequiredText());
            WriteTexts(name, _names, reading);
            reading.Json.WriteEndObject();
        }

        foreach (var (list, members) in _lists)
        {
            WriteList(card[list], list, members, reading);
        }

        var organisation = card["org"];
        if (organisation.IsGiven && organisation.RequireObject("an object is accepted: {\"company\":…}."))
        {
            reading.Json.WriteStartObject("org");
            WriteTexts(organisation, _organisation, reading);
            reading.Json.WriteEndObject();
        }

        reading.Write("birthday", Birthday(card["birthday"]));
        reading.Json.WriteEndObject();
    }

    private static void WriteList(Parameter list, string name, string[] members, Reading reading)
    {
        var items = list.Items();
        if (items.Count == 0)
        {
            return;
        }

        reading.Json.WriteStartArray(name);
        foreach (var item in items)
        {
            if (item.RequireObject($"an object with any of {string.Join(", ", members)} is accepted."))
            {
                reading.Json.WriteStartObject();
                WriteTexts(item, members, reading);
                reading.Json.WriteEndObject();
            }
        }

        reading.Json.WriteEndArray();
    }

    private static void WriteTexts(Parameter from, string[] members, Reading reading)
    {
        foreach (var member in members)
        {
            reading.Write(member, from[member].Text(int.MaxValue));
        }
    }

    private static string? Birthday(Parameter birthday)
    {
        var text = birthday.Text(int.MaxValue);
        if (text is not null && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            birthday.Invalid($"is {birthday.Found()}; a day is accepted as YYYY-MM-DD.");
        }

        return text;
    }
}
