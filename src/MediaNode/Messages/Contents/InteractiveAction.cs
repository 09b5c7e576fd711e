using System.Globalization;

namespace MediaNode.Messages.Contents;

/// <summary>What can be chosen below an interactive message. The numbers are those of the On-Premises reference.</summary>
internal static class InteractiveAction
{
    private const int MostLabel = 20;
    private const int MostButtons = 3;
    private const int MostButtonId = 256;
    private const int MostButtonTitle = 20;
    private const int MostSections = 10;
    private const int MostSectionTitle = 24;
    private const int MostRows = 10;
    private const int MostRowId = 200;
    private const int MostRowTitle = 24;
    private const int MostRowDescription = 72;
    private const int MostProducts = 30;

    public static void Write(Parameter action, string type, Reading reading)
    {
        switch (type)
        {
            case "button":
                WriteButtons(action["buttons"], reading);
                break;
            case "list":
                reading.Write("button", action["button"].RequiredText(MostLabel));
                WriteSections(action["sections"], "rows", MostRows, WriteRow, reading);
                break;
            case "product":
                reading.Write("catalog_id", action["catalog_id"].RequiredText());
                reading.Write("product_retailer_id", action["product_retailer_id"].RequiredText());
                break;
            case "product_list":
                reading.Write("catalog_id", action["catalog_id"].RequiredText());
                WriteSections(action["sections"], "product_items", MostProducts, WriteProduct, reading);
                break;
            default:
                WriteNamed(action, type, reading);
                break;
        }
    }

    private static void WriteButtons(Parameter list, Reading reading)
    {
        var buttons = list.Items();
        if (!IsWithin(list, buttons.Count, MostButtons, "buttons"))
        {
            return;
        }

        var ids = new HashSet<string>();
        reading.Json.WriteStartArray("buttons");
        foreach (var button in buttons)
        {
            if (!button.RequireObject("a button is an object: {\"type\":\"reply\",\"reply\":{\"id\":…,\"title\":…}}."))
            {
                continue;
            }

            reading.Json.WriteStartObject();
            reading.Json.WriteString("type", button["type"].Choice(required: false, "reply") ?? "reply");
            if (button["reply"].RequireObject("a button has one: {\"id\":…,\"title\":…}."))
            {
                reading.Json.WriteStartObject("reply");
                reading.Write("id", Unique(button["reply"]["id"], MostButtonId, ids));
                reading.Write("title", button["reply"]["title"].RequiredText(MostButtonTitle));
                reading.Json.WriteEndObject();
            }

            reading.Json.WriteEndObject();
        }

        reading.Json.WriteEndArray();
    }

    private static void WriteSections(
        Parameter list, string itemsName, int mostItems, Action<Parameter, HashSet<string>, Reading> write, Reading reading)
    {
        var sections = list.Items();
        if (!IsWithin(list, sections.Count, MostSections, "sections"))
        {
            return;
        }

        var ids = new HashSet<string>();
        var total = 0;
        reading.Json.WriteStartArray("sections");
        foreach (var section in sections)
        {
            if (!section.RequireObject($"a section is an object: {{\"title\":…,\"{itemsName}\":[…]}}."))
            {
                continue;
            }

            reading.Json.WriteStartObject();
            // Where there is one section only, nothing needs to tell it from another.
            reading.Write("title", sections.Count > 1 ? section["title"].RequiredText(MostSectionTitle) : section["title"].Text(MostSectionTitle));
            var items = section[itemsName].Items();
            if (items.Count == 0)
            {
                section[itemsName].Missing("a section has at least one.");
            }

            total += items.Count;
            reading.Json.WriteStartArray(itemsName);
            foreach (var item in items)
            {
                if (item.RequireObject("an object is accepted."))
                {
                    write(item, ids, reading);
                }
            }

            reading.Json.WriteEndArray();
            reading.Json.WriteEndObject();
        }

        reading.Json.WriteEndArray();
        if (total > mostItems)
        {
            list.Invalid(string.Create(CultureInfo.InvariantCulture, $"has {total} {itemsName} in all; at most {mostItems} are accepted."));
        }
    }

    private static void WriteRow(Parameter row, HashSet<string> ids, Reading reading)
    {
        reading.Json.WriteStartObject();
        reading.Write("id", Unique(row["id"], MostRowId, ids));
        reading.Write("title", row["title"].RequiredText(MostRowTitle));
        reading.Write("description", row["description"].Text(MostRowDescription));
        reading.Json.WriteEndObject();
    }

    private static void WriteProduct(Parameter product, HashSet<string> ids, Reading reading)
    {
        reading.Json.WriteStartObject();
        reading.Write("product_retailer_id", product["product_retailer_id"].RequiredText());
        reading.Json.WriteEndObject();
    }

    // A catalogue or a flow, whose parameters are WhatsApp's to judge.
    private static void WriteNamed(Parameter action, string type, Reading reading)
    {
        reading.Json.WriteString("name", action["name"].Choice(required: false, type) ?? type);
        var parameters = action["parameters"];
        if ((type == "flow" || parameters.IsGiven) && parameters.RequireObject("an object is accepted."))
        {
            reading.Json.WritePropertyName("parameters");
            parameters.Write(reading.Json);
        }
    }

    private static bool IsWithin(Parameter list, int count, int most, string what)
    {
        if (count == 0)
        {
            list.Missing(string.Create(CultureInfo.InvariantCulture, $"1 to {most} {what} are required."));
        }
        else if (count > most)
        {
            list.Invalid(string.Create(CultureInfo.InvariantCulture, $"has {count} {what}; 1 to {most} are accepted."));
        }

        return count > 0 && count <= most;
    }

    private static string? Unique(Parameter id, int most, HashSet<string> ids)
    {
        var text = id.RequiredText(most);
        if (text is not null && !ids.Add(text))
        {
            id.Invalid("is the id of another as well; each needs its own, or nobody could tell which was chosen.");
        }

        return text;
    }
}
