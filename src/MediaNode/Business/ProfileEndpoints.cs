using System.Text.Json.Nodes;
using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Business;

/// <summary>What users see of the business, and what its compliance with India's rules takes. What is absent from a change stays.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfiles(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        const string profile = "/v1/settings/business/profile";
        const string compliance = "/v1/settings/business/compliance_info";
        const string about = "/v1/settings/profile/about";
        routes.MapGet(profile, context => ShowAsync(context, "business", "profile", Settings(context).Profile)).WithMetadata(admin);
        routes.MapPost(profile, context => MergeAsync(context, "profile", Settings(context).Profile)).WithMetadata(admin);
        routes.MapGet(compliance, context => ShowAsync(context, "business", "compliance_info", Settings(context).Compliance)).WithMetadata(admin);
        routes.MapPost(compliance, context => MergeAsync(context, "compliance_info", Settings(context).Compliance)).WithMetadata(admin);
        routes.MapGet(about, context => ShowAsync(context, "profile", "about", Settings(context).About)).WithMetadata(admin);
        routes.MapPatch(about, SetAboutAsync).WithMetadata(admin);
        routes.MapPut(about, SetAboutAsync).WithMetadata(admin);
    }

    private static KeptSettings Settings(HttpContext context) => context.RequestServices.GetRequiredService<KeptSettings>();

    private static Task ShowAsync(HttpContext context, string section, string name, KeptObject subject)
    {
        var reply = new JsonObject { [section] = new JsonObject { [name] = subject.Whole } };
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WritePropertyName("settings");
            reply.WriteTo(json);
        });
    }

    private static async Task MergeAsync(HttpContext context, string name, KeptObject subject)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        body = refusal is null ? Given.WithoutEnvelope(body, "business", name) : body;
        // The nearest part of that envelope alone is what some send.
        if (refusal is null && body.EnumerateObject().Count() == 1 && new Given(body, "")[name] is { IsObject: true } inner)
        {
            body = inner.Value;
        }

        refusal ??= await subject.MergeAsync(body);
        await (refusal is null ? context.AnswerDoneAsync() : context.RefuseAsync(refusal));
    }

    private static async Task SetAboutAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        body = refusal is null ? Given.WithoutEnvelope(body, "profile", "about") : body;
        refusal ??= new Given(body, "")["text"].IsThere ? await Settings(context).About.MergeAsync(body)
            : Problem.ParameterMissing.Because("text is missing; a text of at most 139 characters is accepted.");
        await (refusal is null ? context.AnswerDoneAsync() : context.RefuseAsync(refusal));
    }
}
