using System.Text.Json;
using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Business;

/// <summary><c>POST /v1/settings/backup</c> and <c>…/restore</c>.</summary>
internal static class BackupEndpoints
{
    // Twice Base64 of the largest photo, and as much as all the rest may have.
    private const int MaxBytes = 16 << 20;

    private const int LongestPassword = 1024;

    public static void MapBackups(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapPost("/v1/settings/backup", BackUpAsync).WithMetadata(admin);
        routes.MapPost("/v1/settings/restore", RestoreAsync).WithMetadata(admin);
    }

    private static SettingsBackup Backup(HttpContext context) => context.RequestServices.GetRequiredService<SettingsBackup>();

    private static async Task BackUpAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        refusal ??= WhyNotPassword(new Given(body, "")["password"]);
        if (refusal is not null)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        // Half a second of computing, which no thread that reads sockets should be held for.
        var data = await Task.Run(() => SettingsSeal.Seal(Backup(context).Write(), body.Text("password")!));
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("settings");
            json.WriteString("data", data);
            json.WriteEndObject();
        });
    }

    private static async Task RestoreAsync(HttpContext context)
    {
        var (bytes, refusal) = await RawBody.ReadAsync(context, MaxBytes);
        if (refusal is null)
        {
            try
            {
                using var document = JsonDocument.Parse(bytes);
                refusal = document.RootElement.ValueKind == JsonValueKind.Object ? await RestoreAsync(context, document.RootElement)
                    : Problem.InvalidRequest.Because("The body must be a JSON object.");
            }
            catch (JsonException malformed)
            {
                refusal = Problem.InvalidRequest.Because($"The body is not JSON (line {(malformed.LineNumber ?? 0) + 1}).");
            }
            catch (InvalidOperationException)
            {
                refusal = Problem.InvalidRequest.Because("The body has a text that is none: half of a surrogate pair, or bytes that are not UTF-8.");
            }
        }

        await (refusal is null ? context.AnswerDoneAsync() : context.RefuseAsync(refusal));
    }

    private static async Task<Refusal?> RestoreAsync(HttpContext context, JsonElement body)
    {
        var given = new Given(body, "");
        if ((WhyNotPassword(given["password"]) ?? (given["data"].Text is { Length: > 0 } ? null : given["data"].Refuse("the text that a backup gave")))
            is { } refusal)
        {
            return refusal;
        }

        var (password, data) = (body.Text("password")!, body.Text("data")!);
        var (plain, why) = await Task.Run(() => SettingsSeal.TryOpen(data, password, out var opened, out var reason) ? (opened, null) : ((byte[]?)null, reason));
        return plain is null ? Problem.BackupUnreadable.Because($"The backup cannot be opened: {why}")
            : await Backup(context).RestoreAsync(plain);
    }

    private static Refusal? WhyNotPassword(Given given) => given.Text is { Length: > 0 and <= LongestPassword } ? null
        : given.IsThere ? Problem.ParameterInvalid.Because($"password must have 1 to {LongestPassword} characters.")
        : given.Refuse("a text");
}
