using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using MediaNode.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Admin;

public sealed partial class DocsEndpointsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medianode-docs-").FullName;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapDocs(_folder);
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_description_is_json_and_is_sent_once()
    {
        using var first = await _client.GetAsync("/openapi.json");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var document = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        document.RootElement.GetProperty("openapi").GetString().ShouldBe("3.1.0");

        using var again = await GetAsync("/openapi.json", first.Headers.ETag!);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Head_answers_as_get_without_the_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/openapi.json");
        using var response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.ETag.ShouldNotBeNull();
        response.Content.Headers.ContentLength.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Docs_without_a_slash_leads_to_docs_with_one()
    {
        using var response = await _client.GetAsync("/docs");

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.OriginalString.ShouldBe("docs/");
    }

    [Fact]
    public async Task Without_the_web_build_the_page_says_how_to_make_it()
    {
        var without = await _client.GetStringAsync("/docs/");
        without.ShouldContain("cd web &amp;&amp; npm ci &amp;&amp; npm run build");
        without.ShouldContain("href=\"../openapi.json\"");

        await WriteAsync("index.html", "<p>built</p>");
        (await _client.GetStringAsync("/docs/")).ShouldBe("<p>built</p>");
    }

    [Fact]
    public async Task Everything_carries_the_policy_that_keeps_the_page_on_this_node()
    {
        await WriteAsync("docs.js", "1");
        foreach (var path in (string[])["/openapi.json", "/docs", "/docs/", "/docs/docs.js", "/docs/unknown"])
        {
            using var response = await _client.GetAsync(path);

            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith(
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
                customMessage: path);
        }
    }

    [Theory]
    [InlineData("docs.css", "text/css")]
    [InlineData("docs.js", "text/javascript")]
    [InlineData("icon.svg", "image/svg+xml")]
    [InlineData("swagger-ui.LICENSE.txt", "text/plain")]
    public async Task A_part_of_the_page_has_its_type_and_is_sent_again_only_after_a_new_build(string name, string type)
    {
        await WriteAsync(name, "old");
        using var first = await _client.GetAsync($"/docs/{name}");
        first.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        (await first.Content.ReadAsStringAsync()).ShouldBe("old");

        using var unchanged = await GetAsync($"/docs/{name}", first.Headers.ETag!);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        await WriteAsync(name, "newer");
        using var changed = await GetAsync($"/docs/{name}", first.Headers.ETag!);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await changed.Content.ReadAsStringAsync()).ShouldBe("newer");
    }

    [Theory]
    [InlineData("secret.txt")]
    [InlineData("..%2Fsecret.txt")]
    [InlineData("%2e%2e%2fsecret.txt")]
    [InlineData("..%5Csecret.txt")]
    [InlineData("index.html%00.txt")]
    [InlineData("INDEX.HTML")]
    [InlineData("docs.js")]
    public async Task A_name_that_the_build_did_not_write_is_not_found(string name)
    {
        await WriteAsync("secret.txt", "secret");
        await WriteAsync("index.html", "page");

        using var response = await _client.GetAsync($"/docs/{name}");

        // The server itself refuses a null character in a path.
        response.StatusCode.ShouldBe(name.Contains("%00", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_file_that_the_web_build_writes_is_served()
    {
        var script = await File.ReadAllTextAsync(Path.Combine(Repository(), "web", "build.js"));
        var names = BuiltFile().Matches(script)
            .Select(match => match.Groups["as"].Success ? match.Groups["as"].Value : match.Groups["name"].Value)
            .ToList();
        names.Count.ShouldBeGreaterThan(5);

        foreach (var name in names)
        {
            await WriteAsync(name, name);
            (await _client.GetStringAsync($"/docs/{name}")).ShouldBe(name);
        }
    }

    [Fact]
    public async Task The_page_has_no_script_of_its_own_and_asks_only_this_node()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository(), "web", "docs", "index.html"));

        InlineScript().Matches(page).ShouldBeEmpty();
        page.ShouldNotContain("//");
    }

    private async Task<HttpResponseMessage> GetAsync(string path, EntityTagHeaderValue held)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(held);
        return await _client.SendAsync(request);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text);

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MediaNode.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run from inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\[(own|swagger), '(?<name>[^']+)'(, '(?<as>[^']+)')?\]")]
    private static partial Regex BuiltFile();

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|\son\w+\s*=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
