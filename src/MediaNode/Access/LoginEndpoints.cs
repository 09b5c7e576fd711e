using System.Globalization;
using System.Text;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Access;

/// <summary>Login with a name and a password (RFC 7617), and logout.</summary>
internal static partial class LoginEndpoints
{
    public static void MapLogins(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/users/login", LoginAsync);
        routes.MapPost("/v1/users/logout", LogoutAsync).WithMetadata(new Needs(Role.User));
    }

    private static async Task LoginAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var users = services.GetRequiredService<Users>();
        if (ReadBasic(context.Request.Headers.Authorization.ToString()) is not var (name, password))
        {
            await RefuseAsync(context, Problem.InvalidCredentials.Because("Log in with Authorization: Basic and base64 of name:password."));
            return;
        }

        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        if (refusal is not null)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        var (turned, user) = await services.GetRequiredService<LoginThrottle>()
            .CheckAsync(context.Connection.RemoteIpAddress, () => users.Verify(name, password), context.RequestAborted);
        var newPassword = body.Text("new_password");
        refusal = !turned ? Problem.TooManyLogins.Because("Too many logins from your address are waiting. Nothing is locked: try again shortly.")
            : user is null ? Problem.InvalidCredentials.Because("Invalid credentials.")
            : user.MustChangePassword && newPassword is null ? Problem.PasswordChangeRequired.Because(
                "The first password can do nothing but set a new one. Repeat the login with the body {\"new_password\":\"…\"}.")
            : newPassword is not null && PasswordRules.WhyNotPassword(newPassword) is { } why ? Problem.ParameterInvalid.Because(why)
            : null;
        services.GetRequiredService<Telemetry.NodeMetrics>().Login(refusal is null);
        if (refusal is not null)
        {
            // Never the name that was tried: people type passwords into the wrong field.
            Log.Refused(services.GetRequiredService<ILoggerFactory>().CreateLogger("MediaNode.Access"), refusal.Problem.Slug, context.Connection.RemoteIpAddress);
            await RefuseAsync(context, refusal);
            return;
        }

        if (newPassword is not null)
        {
            await users.SetPasswordAsync(user!.Name, newPassword);
            services.GetRequiredService<Tokens>().ForgetUser(user.Name);
        }

        if (await services.GetRequiredService<Tokens>().IssueAsync(user!) is not var (token, expiresAt))
        {
            await RefuseAsync(context, Problem.InvalidCredentials.Because("Invalid credentials."));
            return;
        }

        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("users");
            json.WriteStartObject();
            json.WriteString("token", token);
            json.WriteString("expires_after", expiresAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss+00:00", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Problem == Problem.InvalidCredentials)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"MediaNode\", charset=\"UTF-8\"";
        }

        return context.RefuseAsync(refusal);
    }

    private static async Task LogoutAsync(HttpContext context)
    {
        await context.RequestServices.GetRequiredService<Tokens>().RevokeAsync(context.Features.Get<Caller>()!.Token);
        await context.AnswerDoneAsync();
    }

    private static (string Name, string Password)? ReadBasic(string credentials)
    {
        const string scheme = "Basic ";
        if (!credentials.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = credentials.AsSpan(scheme.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "Login refused ({Problem}) from {Address}.")]
        public static partial void Refused(ILogger logger, string problem, System.Net.IPAddress? address);
    }
}
