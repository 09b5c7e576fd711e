using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNode.Access;
using MediaNode.Wire;

namespace MediaNode.Business;

/// <summary><c>/v1/settings/application</c>. PUT merges like PATCH: there are clients that know no other verb.</summary>
internal static class ApplicationSettingsEndpoints
{
    private const string Route = "/v1/settings/application";

    public static void MapApplicationSettings(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapGet(Route, Show).WithMetadata(admin);
        routes.MapPatch(Route, MergeAsync).WithMetadata(admin);
        routes.MapPut(Route, MergeAsync).WithMetadata(admin);
        routes.MapDelete(Route, ResetAsync).WithMetadata(admin);
    }

    private static Task Show(HttpContext context)
    {
        var number = context.RequestServices.GetRequiredService<WaId>();
        var application = Settings(context).Application;
        application.Remove("wa_id"); // Kept by whoever sent back what it was given; the setting of the node is what holds.
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("settings");
            json.WriteStartObject("application");
            json.WriteString("wa_id", number.Digits);
            json.WriteMembers(application);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async Task MergeAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        refusal ??= await Settings(context).MergeApplicationAsync(Given.WithoutEnvelope(body, "application"));
        await (refusal is null ? context.AnswerDoneAsync() : context.RefuseAsync(refusal));
    }

    private static async Task ResetAsync(HttpContext context)
    {
        await Settings(context).ResetApplicationAsync();
        await context.AnswerDoneAsync();
    }

    private static KeptSettings Settings(HttpContext context) => context.RequestServices.GetRequiredService<KeptSettings>();

    /// <summary>Writes the members of a tree into the object that is open.</summary>
    public static void WriteMembers(this Utf8JsonWriter json, JsonObject tree)
    {
        foreach (var (name, value) in tree)
        {
            json.WritePropertyName(name);
            if (value is null)
            {
                json.WriteNullValue();
            }
            else
            {
                value.WriteTo(json);
            }
        }
    }
}
