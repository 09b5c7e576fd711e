using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Business;

/// <summary><c>/v1/settings/application/media/providers</c>: whose credentials links may be fetched with.</summary>
internal static class ProviderEndpoints
{
    private const string Route = "/v1/settings/application/media/providers";

    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapGet(Route, Show).WithMetadata(admin);
        routes.MapPost(Route, PutAsync).WithMetadata(admin);
        routes.MapDelete(Route + "/{name}", RemoveAsync).WithMetadata(admin);
    }

    private static MediaProviders Providers(HttpContext context) => context.RequestServices.GetRequiredService<MediaProviders>();

    private static Task Show(HttpContext context)
    {
        var all = new JsonArray([.. Providers(context).All().Select(provider => (JsonNode)provider.ToJson(masked: true))]);
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("settings");
            json.WriteStartObject("application");
            json.WriteStartObject("media");
            json.WritePropertyName("providers");
            all.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async Task PutAsync(HttpContext context)
    {
        var (bytes, refusal) = await RawBody.ReadAsync(context, JsonBody.MaxBytes);
        IReadOnlyList<MediaProvider> providers = [];
        if (refusal is null)
        {
            try
            {
                using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32 });
                (providers, refusal) = Read(new Given(document.RootElement, ""));
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

        refusal ??= await Providers(context).PutAsync(providers);
        await (refusal is null ? context.AnswerDoneAsync() : context.RefuseAsync(refusal));
    }

    /// <summary>An array of providers, no two of one name; one by itself is an array of one.</summary>
    public static (IReadOnlyList<MediaProvider> Providers, Refusal? Refusal) Read(Given given)
    {
        var providers = new List<MediaProvider>();
        foreach (var item in given.Items ?? [given])
        {
            var (provider, refusal) = MediaProvider.Read(item);
            if (refusal is not null)
            {
                return ([], refusal);
            }

            if (providers.FindIndex(other => other.Name == provider!.Name) is var first and >= 0)
            {
                return ([], Problem.ParameterInvalid.Because($"{item["name"].Path} is {item["name"].Found}, as of [{first}]; each name once is accepted."));
            }

            providers.Add(provider!);
        }

        return providers.Count > 0 ? (providers, null) : ([], Problem.ParameterMissing.Because("The body has no provider; an array of at least one is accepted."));
    }

    private static async Task RemoveAsync(HttpContext context)
    {
        var name = context.GetRouteValue("name") as string ?? "";
        await (await Providers(context).RemoveAsync(name) ? context.AnswerDoneAsync()
            : context.RefuseAsync(Problem.ProviderNotFound.Because("No provider has this name.")));
    }
}
