using System.Globalization;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Access;

/// <summary>The users of the On-Premises API: create, look up, change, remove. For administrators.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapGet("/api/users", List).WithMetadata(admin);
        routes.MapPost("/v1/users", AddAsync).WithMetadata(admin);
        routes.MapGet("/v1/users/{username}", Show).WithMetadata(admin);
        routes.MapPut("/v1/users/{username}", ChangeAsync).WithMetadata(admin);
        routes.MapDelete("/v1/users/{username}", RemoveAsync).WithMetadata(admin);
    }

    private static Task List(HttpContext context)
    {
        var users = Users(context).List();
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("users");
            foreach (var user in users)
            {
                json.WriteStartObject();
                json.WriteString("username", user.Name);
                json.WriteString("ROLES", user.Role.WireName());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task AddAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        if (refusal is null)
        {
            refusal = body.Text("username") is not { Length: > 0 } name ? Problem.ParameterMissing.Because("The body needs username and password; username is missing.")
                : body.Text("password") is not { Length: > 0 } password ? Problem.ParameterMissing.Because("The body needs username and password; password is missing.")
                : (PasswordRules.WhyNotName(name) ?? PasswordRules.WhyNotPassword(password)) is { } why ? Problem.ParameterInvalid.Because(why)
                : !await Users(context).AddAsync(name, password) ? Problem.UserExists.Because("Unable to create user. Already exist?")
                : null;
        }

        await (refusal is null ? AnswerUserAsync(context, StatusCodes.Status201Created, body.Text("username")!) : context.RefuseAsync(refusal));
    }

    private static Task Show(HttpContext context)
    {
        var user = Users(context).Find(Username(context));
        return user is null ? RefuseUnknownAsync(context) : AnswerUserAsync(context, StatusCodes.Status200OK, user.Name, user.Role);
    }

    private static async Task ChangeAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        if (refusal is null)
        {
            refusal = body.Text("password") is not { Length: > 0 } password ? Problem.ParameterMissing.Because("The body needs password.")
                : PasswordRules.WhyNotPassword(password) is { } why ? Problem.ParameterInvalid.Because(why)
                : !await Users(context).SetPasswordAsync(Username(context), password) ? Unknown()
                : null;
        }

        if (refusal is null)
        {
            context.RequestServices.GetRequiredService<Tokens>().ForgetUser(Username(context));
        }

        await (refusal is null ? AnswerUserAsync(context, StatusCodes.Status200OK, Username(context)) : context.RefuseAsync(refusal));
    }

    private static async Task RemoveAsync(HttpContext context)
    {
        var name = Username(context);
        if (name == Access.Users.AdminName)
        {
            await context.RefuseAsync(Problem.ParameterInvalid.Because("The user admin cannot be removed: nobody could make users any more."));
            return;
        }

        if (!await Users(context).RemoveAsync(name))
        {
            await RefuseUnknownAsync(context);
            return;
        }

        context.RequestServices.GetRequiredService<Tokens>().ForgetUser(name);
        await AnswerUserAsync(context, StatusCodes.Status200OK, name);
    }

    private static Users Users(HttpContext context) => context.RequestServices.GetRequiredService<Users>();

    private static string Username(HttpContext context) => Convert.ToString(context.GetRouteValue("username"), CultureInfo.InvariantCulture) ?? "";

    private static Refusal Unknown() => Problem.UserNotFound.Because("No user has this name.");

    private static Task RefuseUnknownAsync(HttpContext context) => context.RefuseAsync(Unknown());

    private static Task AnswerUserAsync(HttpContext context, int status, string name, Role? role = null) => context.AnswerAsync(status, json =>
    {
        json.WriteStartArray("users");
        json.WriteStartObject();
        json.WriteString("username", name);
        if (role is { } known)
        {
            json.WriteString("ROLES", known.WireName());
        }

        json.WriteEndObject();
        json.WriteEndArray();
    });
}
