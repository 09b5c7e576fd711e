using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Upstreams;
using MediaNode.Wire;

namespace MediaNode.Messages;

/// <summary><c>POST /v1/contacts</c>: which numbers are users. The answer is always waited for, whatever <c>blocking</c> says.</summary>
internal static class ContactEndpoints
{
    /// <summary>Numbers that the upstream is asked about at once: one call for as many as RapidPro sends.</summary>
    private const int Chunk = 1000;

    public static void MapContacts(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/contacts", CheckAsync).WithMetadata(new Needs(Role.User));

    private static async Task CheckAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        var inputs = new List<string>();
        refusal ??= Read(body, inputs);
        var contacts = new List<CheckedContact>(inputs.Count);
        foreach (var chunk in refusal is null ? inputs.Chunk(Chunk) : [])
        {
            switch (await context.RequestServices.GetRequiredService<IUpstream>().CheckAsync(chunk, context.RequestAborted))
            {
                case ContactsOutcome.Answered answered:
                    contacts.AddRange(answered.Contacts);
                    break;
                case ContactsOutcome.Failed failed:
                    refusal = Problem.UpstreamUnavailable.Because($"The numbers could not be looked up: {failed.Reason}");
                    break;
            }

            if (refusal is not null)
            {
                break;
            }
        }

        await (refusal is null ? AnswerAsync(context, contacts) : context.RefuseAsync(refusal));
    }

    private static Refusal? Read(System.Text.Json.JsonElement body, List<string> inputs)
    {
        var findings = new Findings();
        if (HalfCharacters.FirstIn(body) is { } broken)
        {
            return Problem.InvalidRequest.Because($"{broken} has a text that is none: half of a surrogate pair, or bytes that are not UTF-8.");
        }

        var request = new Parameter(body, "", findings);
        request["blocking"].Choice(required: false, "no_wait", "wait");
        request["force_check"].Flag();
        var contacts = request["contacts"].Items();
        if (contacts.Count == 0)
        {
            request["contacts"].Missing("an array of at least one phone number is required.");
        }

        foreach (var contact in contacts)
        {
            // An empty one is no user's number, and no reason to refuse the others.
            inputs.Add((contact.IsGiven ? contact.Text() : null) ?? "");
        }

        return findings.First;
    }

    private static Task AnswerAsync(HttpContext context, List<CheckedContact> contacts) => context.AnswerAsync(StatusCodes.Status200OK, json =>
    {
        json.WriteStartArray("contacts");
        foreach (var contact in contacts)
        {
            json.WriteStartObject();
            json.WriteString("input", contact.Input);
            json.WriteString("status", contact.WaId is null ? "invalid" : "valid");
            if (contact.WaId is { } waId)
            {
                json.WriteString("wa_id", waId);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
