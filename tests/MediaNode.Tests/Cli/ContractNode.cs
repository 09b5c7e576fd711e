using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MediaNode.Tests.Cli;

/// <summary>A small real server on a free port that speaks as much of the node's contract as the verbs use.</summary>
internal sealed class ContractNode : IAsyncDisposable
{
    public const string Password = "Right-horse-1";
    public const string Meta = """ "meta":{"api_status":"stable","version":"v2.49.1"} """;

    private readonly WebApplication _app;

    private ContractNode(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>Passwords by user.</summary>
    public ConcurrentDictionary<string, string> Users { get; } = new() { ["admin"] = Password };

    public ConcurrentDictionary<string, bool> Tokens { get; } = [];

    public ConcurrentDictionary<string, Kept> Media { get; } = [];

    /// <summary>The users whose password must be changed before anything else.</summary>
    public HashSet<string> MustChange { get; } = [];

    /// <summary>When set, answers instead of the contract.</summary>
    public RequestDelegate? Instead { get; set; }

    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<ContractNode> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var node = new ContractNode(builder.Build());
        node._app.Run(node.AnswerAsync);
        await node._app.StartAsync();
        node.Url = node._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return node;
    }

    public string Token()
    {
        var token = $"token-{Guid.NewGuid():N}";
        Tokens[token] = true;
        return token;
    }

    public string Keep(string type, byte[] bytes, bool chunked = false)
    {
        var id = Guid.NewGuid().ToString();
        Media[id] = new Kept(type, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), chunked);
        return id;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (request.Method == "POST" && path is ["v1", "users", "login"])
        {
            await LoginAsync(context);
            return;
        }

        var bearer = request.Headers.Authorization.ToString();
        if (!bearer.StartsWith("Bearer ", StringComparison.Ordinal) || !Tokens.ContainsKey(bearer["Bearer ".Length..]))
        {
            await ErrorAsync(context, 401, 1005, "Access denied", "Invalid credentials.");
            return;
        }

        var answer = (request.Method, path) switch
        {
            ("POST", ["v1", "users", "logout"]) => LogoutAsync(context, bearer["Bearer ".Length..]),
            ("POST", ["v1", "users"]) => AddUserAsync(context),
            ("GET", ["api", "users"]) => JsonAsync(context, 200, $$"""{"users":[{{string.Join(',', Users.Keys.Order().Select(User))}}]}"""),
            (_, ["v1", "users", var name]) => UserAsync(context, name),
            ("POST", ["v1", "media"]) => UploadAsync(context),
            ("GET", ["api", "media"]) => ListAsync(context),
            (_, ["v1", "media", var id]) => OneMediaAsync(context, id),
            _ => ErrorAsync(context, 404, 1006, "Resource not found", "URL path not found."),
        };
        await answer;
    }

    private async Task LoginAsync(HttpContext context)
    {
        var basic = context.Request.Headers.Authorization.ToString();
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..])).Split(':', 2);
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        if (!Users.TryGetValue(pair[0], out var password) || password != pair[1])
        {
            await ErrorAsync(context, 401, 1005, "Access denied", "Invalid credentials.");
            return;
        }

        if (body.Length > 0)
        {
            Users[pair[0]] = JsonNode.Parse(body)!["new_password"]!.GetValue<string>();
            MustChange.Remove(pair[0]);
        }

        if (MustChange.Contains(pair[0]))
        {
            await ErrorAsync(context, 401, 1024, "Password Change Required", "A new password must be set.");
            return;
        }

        await JsonAsync(context, 200, $$"""{"users":[{"token":"{{Token()}}","expires_after":"2026-11-29 10:15:30+00:00"}],{{Meta}}}""");
    }

    private Task LogoutAsync(HttpContext context, string token)
    {
        Tokens.TryRemove(token, out _);
        return JsonAsync(context, 200, $$"""{ {{Meta}} }""");
    }

    private async Task AddUserAsync(HttpContext context)
    {
        var asked = (await JsonNode.ParseAsync(context.Request.Body))!;
        var name = asked["username"]!.GetValue<string>();
        await (Users.TryAdd(name, asked["password"]!.GetValue<string>())
            ? JsonAsync(context, 201, $$"""{"users":[{{User(name)}}],{{Meta}}}""")
            : ErrorAsync(context, 500, 1014, "Internal error", "Unable to create user. Already exist?"));
    }

    private async Task UserAsync(HttpContext context, string name)
    {
        if (!Users.ContainsKey(name))
        {
            await ErrorAsync(context, 404, 1006, "Resource not found", null);
            return;
        }

        if (context.Request.Method == "PUT")
        {
            Users[name] = (await JsonNode.ParseAsync(context.Request.Body))!["password"]!.GetValue<string>();
        }
        else if (context.Request.Method == "DELETE")
        {
            Users.TryRemove(name, out _);
        }

        await JsonAsync(context, 200, $$"""{"users":[{{User(name)}}],{{Meta}}}""");
    }

    private async Task UploadAsync(HttpContext context)
    {
        var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes);
        await (bytes.Length == 0
            ? ErrorAsync(context, 400, 1008, "Required parameter is missing", "The body is empty.")
            : JsonAsync(context, 201, $$"""
                {"media":[{"id":"{{Keep(context.Request.ContentType!, bytes.ToArray(), context.Request.ContentLength is null)}}"}],{{Meta}}}
                """));
    }

    private async Task OneMediaAsync(HttpContext context, string id)
    {
        if (!Media.TryGetValue(id, out var media))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (context.Request.Method == "DELETE")
        {
            Media.TryRemove(id, out _);
            await JsonAsync(context, 200, $$"""{ {{Meta}} }""");
            return;
        }

        context.Response.ContentType = media.Type;
        context.Response.ContentLength = media.Bytes.Length;
        context.Response.Headers.ETag = $"\"sha256-{media.Digest}\"";
        await context.Response.Body.WriteAsync(media.Bytes);
    }

    private Task ListAsync(HttpContext context)
    {
        var limit = int.Parse(context.Request.Query["limit"]!, System.Globalization.CultureInfo.InvariantCulture);
        var after = context.Request.Query["after"].ToString();
        var rest = Media.Where(pair => string.CompareOrdinal(pair.Key, after) > 0)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        var rows = rest.Take(limit).Select(pair => $$"""
            {"id":"{{pair.Key}}","type":"{{pair.Value.Type}}","length":{{pair.Value.Bytes.Length}},"digest":"{{pair.Value.Digest}}",
             "state":"stored","created_at":"2026-11-22T10:15:30Z"}
            """);
        var next = rest.Count > limit ? $"\"{rest[limit - 1].Key}\"" : "null";
        return JsonAsync(context, 200, $$"""{"media":[{{string.Join(',', rows)}}],"next":{{next}}}""");
    }

    private static string User(string name) =>
        $$"""{"username":"{{name}}","ROLES":"{{(name == "admin" ? "ROLE_ADMIN" : "ROLE_USER")}}"}""";

    private static Task ErrorAsync(HttpContext context, int status, int code, string title, string? details) => JsonAsync(
        context,
        status,
        $$"""{ {{Meta}},"errors":[{"code":{{code}},"title":"{{title}}","details":{{(details is null ? "null" : $"\"{details}\"")}}}]}""");

    public static async Task JsonAsync(HttpContext context, int status, string json)
    {
        using var check = JsonDocument.Parse(json);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
    }

    internal sealed record Kept(string Type, byte[] Bytes, string Digest, bool Chunked);
}
