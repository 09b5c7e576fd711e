namespace MediaNode.Messages.Contents;

/// <summary><c>template</c>: which, in what language, and what fills its gaps.</summary>
internal static class TemplateContent
{
    public static void Write(Parameter template, Reading reading)
    {
        var json = reading.Json;
        json.WriteStartObject();
        reading.Write("namespace", template["namespace"].Text(int.MaxValue));
        reading.Write("name", template["name"].RequiredText());
        WriteLanguage(template["language"], reading);
        if (template["components"].Items() is { Count: > 0 } components)
        {
            json.WriteStartArray("components");
            WriteComponents(components, reading);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteLanguage(Parameter language, Reading reading)
    {
        if (!language.RequireObject("a template has one: {\"policy\":\"deterministic\",\"code\":\"en_US\"}."))
        {
            return;
        }

        reading.Json.WriteStartObject("language");
        reading.Json.WriteString("policy", language["policy"].Choice(required: false, "deterministic") ?? "deterministic");
        reading.Write("code", language["code"].RequiredText());
        reading.Json.WriteEndObject();
    }

    private static void WriteComponents(IReadOnlyList<Parameter> components, Reading reading)
    {
        string? header = null;
        foreach (var component in components)
        {
            if (!component.RequireObject("a component is an object: {\"type\":\"body\",\"parameters\":[…]}.")
                || component["type"].Choice(required: true, "header", "body", "button") is not { } type)
            {
                continue;
            }

            if (type == "header")
            {
                if (header is not null)
                {
                    component.Invalid($"is a second header beside {header}; one is accepted.");
                }

                header ??= component.Path;
            }

            WriteComponent(component, type, reading);
        }
    }

    private static void WriteComponent(Parameter component, string type, Reading reading)
    {
        var json = reading.Json;
        json.WriteStartObject();
        json.WriteString("type", type);
        if (type == "button")
        {
            reading.Write("sub_type", component["sub_type"].Choice(required: true, "quick_reply", "url", "catalog", "copy_code"));
            if (component["index"].RequiredInteger(0, 9) is { } index)
            {
                json.WriteNumber("index", index);
            }
        }

        if (component["parameters"].Items() is { Count: > 0 } parameters)
        {
            json.WriteStartArray("parameters");
            foreach (var parameter in parameters)
            {
                if (parameter.RequireObject("a parameter is an object: {\"type\":\"text\",\"text\":…}."))
                {
                    TemplateParameter.Write(parameter, type, reading);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
