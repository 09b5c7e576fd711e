using System.Security.Cryptography;
using System.Text;
using MediaNode.Problems;
using MediaNode.Wire;
using Microsoft.Extensions.Options;

namespace MediaNode.Access;

/// <summary>What a route asks of its caller. A route without it is open to anyone.</summary>
/// <param name="Role">The least role.</param>
/// <param name="ApiKey">Whether the monitoring key will do as well.</param>
internal sealed record Needs(Role Role, bool ApiKey = false);

/// <summary>Lets a request through to its endpoint, or refuses it before a byte of its body is read.</summary>
internal sealed class AccessGate(RequestDelegate next, Tokens tokens, IOptions<AccessOptions> options)
{
    private readonly byte[]? _apiKey = options.Value.ApiKey.Length == 0 ? null : DigestOf(options.Value.ApiKey);
    private readonly bool _d360 = options.Value.AcceptD360Header;

    public Task InvokeAsync(HttpContext context)
    {
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<Needs>();
        if (needs is null)
        {
            return next(context);
        }

        var credentials = context.Request.Headers.Authorization.ToString();
        if (Argument(credentials, "Apikey ") is { } key)
        {
            return !IsApiKey(key) ? context.RefuseAsync(Problem.InvalidCredentials.Because("Invalid credentials."))
                : needs.ApiKey ? next(context)
                : context.RefuseAsync(Problem.NotAllowed.Because("An Apikey opens health, stats and metrics only; log in for the rest."));
        }

        var token = Argument(credentials, "Bearer ") ?? (_d360 ? context.Request.Headers["D360-API-KEY"].ToString() : "");
        if (token.Length == 0 || tokens.Find(token) is not { } session)
        {
            // The original's words, which clients look for.
            return context.RefuseAsync(Problem.InvalidCredentials.Because("Invalid credentials."));
        }

        if (session.Role < needs.Role)
        {
            return context.RefuseAsync(Problem.NotAllowed.Because($"This needs {needs.Role.WireName()}; the token is {session.Role.WireName()}."));
        }

        context.Features.Set(new Caller(session, token));
        return next(context);
    }

    private static string? Argument(string credentials, string scheme) =>
        credentials.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? credentials[scheme.Length..].Trim() : null;

    private static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private bool IsApiKey(string key) => _apiKey is not null && CryptographicOperations.FixedTimeEquals(DigestOf(key), _apiKey);
}

/// <summary>The caller of a request that <see cref="AccessGate"/> let through.</summary>
internal sealed record Caller(Session Session, string Token);
