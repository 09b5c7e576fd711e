using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Phones;

/// <summary><c>/sim/phones</c> and <c>/sim/defaults</c>: which phones there are, and how they behave.</summary>
internal sealed class PhoneEndpoints(SimulatorStore store, Bells bells, TimeProvider clock)
{
    private const int Page = 100;
    private const int LargestPage = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapJson("GET", "/sim/phones", ListAsync);
        routes.MapJson("GET", "/sim/phones/{wa_id}", ShowAsync);
        routes.MapJson("PUT", "/sim/phones/{wa_id}", ChangeAsync);
        routes.MapJson("GET", "/sim/defaults", ShowDefaultsAsync);
        routes.MapJson("PUT", "/sim/defaults", ChangeDefaultsAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var limit = (int)context.Request.NumberOf("limit", Page, 1, LargestPage);
        var after = context.Request.Query["after"].ToString();
        var phones = store.Do(connection => PhoneBook.Page(connection, after, limit + 1));
        return context.AnswerAsync(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartArray("phones"u8);
            foreach (var phone in phones.Take(limit))
            {
                writer.WriteStartObject();
                PhoneJson.Write(writer, phone);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("next"u8, phones.Count > limit ? phones[limit - 1].WaId : null);

        });
    }

    private Task ShowAsync(HttpContext context)
    {
        var waId = WaId.Of(context, "wa_id");
        var phone = store.Do(connection => PhoneBook.Get(connection, waId));
        return context.AnswerAsync(StatusCodes.Status200OK, writer => PhoneJson.Write(writer, phone));
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var waId = WaId.Of(context, "wa_id");
        using var body = await context.ReadObjectAsync();
        var phone = store.Do(connection =>
        {
            var before = PhoneBook.Get(connection, waId);
            var after = PhoneJson.Merge(before, body.RootElement);
            PhoneBook.Change(connection, before, after, clock);
            return after;
        });
        bells.Receipts.Ring();
        bells.Downloads.Ring();
        bells.Resends.Ring();
        await context.AnswerAsync(StatusCodes.Status200OK, writer => PhoneJson.Write(writer, phone));
    }

    private Task ShowDefaultsAsync(HttpContext context)
    {
        var defaults = store.Do(PhoneBook.Defaults);
        return context.AnswerAsync(StatusCodes.Status200OK, writer => PhoneJson.WriteBehaviour(writer, defaults));
    }

    private async Task ChangeDefaultsAsync(HttpContext context)
    {
        using var body = await context.ReadObjectAsync();
        var defaults = store.Do(connection =>
        {
            var after = PhoneJson.MergeDefaults(PhoneBook.Defaults(connection), body.RootElement);
            PhoneBook.SetDefaults(connection, after);
            return after;
        });
        await context.AnswerAsync(StatusCodes.Status200OK, writer => PhoneJson.WriteBehaviour(writer, defaults));
    }
}
