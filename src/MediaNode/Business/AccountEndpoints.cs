using System.Text.Json;
using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Business;

/// <summary><c>/v1/account</c> and two-step verification, for a number that is registered already: the one the node was set up with.</summary>
internal static class AccountEndpoints
{
    private const string TwoStep = "/v1/settings/account/two-step";
    private const string Shards = "/v1/account/shards";

    // The original's; the node is one, and needs no more: it keeps order by recipient.
    private static readonly long[] _shardCounts = [1, 2, 4, 8, 16, 32];

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapPost("/v1/account", RegisterAsync).WithMetadata(admin);
        routes.MapPost("/v1/account/verify", VerifyAsync).WithMetadata(admin);
        routes.MapGet(Shards, ShowShardsAsync).WithMetadata(admin);
        routes.MapPost(Shards, SetShardsAsync).WithMetadata(admin);
        routes.MapPost(TwoStep, SetPinAsync).WithMetadata(admin);
        routes.MapDelete(TwoStep, RemovePinAsync).WithMetadata(admin);
    }

    private static TwoStepPin Pin(HttpContext context) => context.RequestServices.GetRequiredService<TwoStepPin>();

    private static Task RegisterAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status201Created, body =>
    {
        var method = new Given(body, "")["method"];
        return WhyNotAccount(context, body)
            ?? (method.IsThere && method.Text?.ToLowerInvariant() is not ("sms" or "voice") ? method.Refuse("sms or voice") : null);
    });

    private static Task VerifyAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status201Created, body =>
    {
        // No code was sent, since the number is registered: there is none to compare with.
        var code = new Given(body, "")["code"];
        return code.Text?.Replace("-", "", StringComparison.Ordinal) is { } digits && TwoStepPin.IsOne(digits) ? null : code.Refuse("a code of six digits");
    });

    private static Task ShowShardsAsync(HttpContext context) => context.AnswerAsync(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject("account");
        json.WriteNumber("shards", 1);
        json.WriteEndObject();
    });

    private static Task SetShardsAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status201Created, body =>
    {
        var shards = new Given(body, "")["shards"];
        return shards.Whole is not { } count || !_shardCounts.Contains(count) ? shards.Refuse("one of 1, 2, 4, 8, 16, 32")
            : WhyNotAccount(context, body)
            ?? (count == 1 ? null : Problem.AccountRefused.Because($"shards is {count}; this node is one, and 1 is accepted."));
    });

    private static Task SetPinAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK, async body =>
    {
        var pin = new Given(body, "")["pin"];
        if (!TwoStepPin.IsOne(pin.Text))
        {
            // Whatever was meant to be one is not repeated.
            return pin.IsThere ? Problem.ParameterInvalid.Because("pin is something else than six digits, which alone are accepted.") : pin.Refuse("a PIN of six digits");
        }

        await Pin(context).SetAsync(pin.Text!);
        return null;
    });

    private static async Task RemovePinAsync(HttpContext context)
    {
        await Pin(context).RemoveAsync();
        await context.AnswerDoneAsync();
    }

    /// <summary>The number must be the node's, and the PIN the one that was set, if one was.</summary>
    private static Refusal? WhyNotAccount(HttpContext context, JsonElement body)
    {
        var given = new Given(body, "");
        foreach (var name in (string[])["cc", "phone_number"])
        {
            if (Digits(given[name]) is null)
            {
                return given[name].Refuse("a text of digits");
            }
        }

        var number = context.RequestServices.GetRequiredService<WaId>().Digits;
        return Digits(given["cc"]) + Digits(given["phone_number"]) != number
            ? Problem.AccountRefused.Because($"The number is another than the one this node is registered with, which the setting WhatsApp:Number names ({number}).")
            : Pin(context).Admits(given["pin"].Text) ? null
            : Problem.AccountRefused.Because("Two-step verification is on, and pin is missing or another. DELETE /v1/settings/account/two-step turns it off.");
    }

    private static string? Digits(Given given)
    {
        var plain = given.Text?.Replace("+", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return plain is { Length: > 0 and <= 15 } && plain.All(char.IsAsciiDigit) ? plain : null;
    }

    private static Task AnswerAsync(HttpContext context, int status, Func<JsonElement, Refusal?> check) =>
        AnswerAsync(context, status, body => Task.FromResult(check(body)));

    private static async Task AnswerAsync(HttpContext context, int status, Func<JsonElement, Task<Refusal?>> change)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        refusal ??= await change(body);
        await (refusal is null ? context.AnswerAsync(status, static _ => { }) : context.RefuseAsync(refusal));
    }
}
