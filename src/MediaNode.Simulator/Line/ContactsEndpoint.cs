using System.Text.Json;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Line;

/// <summary><c>POST /wa/NUMBER/contacts</c>: who of these is on WhatsApp. Everyone with a number is.</summary>
internal static class ContactsEndpoint
{
    private const int MostContacts = 10_000;
    private const int MostBytes = 1 << 20;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapJson("POST", "/wa/{number}/contacts", CheckAsync);

    private static async Task CheckAsync(HttpContext context)
    {
        WaId.Of(context, "number");
        using var body = await context.ReadObjectAsync(MostBytes);
        if (!body.RootElement.TryGetProperty("contacts", out var contacts) || contacts.ValueKind != JsonValueKind.Array
            || contacts.GetArrayLength() > MostContacts || contacts.EnumerateArray().Any(contact => contact.ValueKind != JsonValueKind.String))
        {
            throw new RefusedException($"`contacts` must be an array of at most {MostContacts} texts.");
        }

        await context.AnswerAsync(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartArray("contacts"u8);
            foreach (var contact in contacts.EnumerateArray())
            {
                Write(writer, contact.GetString()!);
            }

            writer.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter writer, string input)
    {
        var valid = WaId.TryRead(input, out var waId);
        writer.WriteStartObject();
        writer.WriteString("input"u8, input);
        writer.WriteString("status"u8, valid ? "valid"u8 : "invalid"u8);
        if (valid)
        {
            writer.WriteString("wa_id"u8, waId);
        }

        writer.WriteEndObject();
    }
}
