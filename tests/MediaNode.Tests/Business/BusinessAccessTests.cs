using System.Net;
using MediaNode.Business;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Business;

public class BusinessAccessTests
{
    private static readonly (string Method, string Path)[] _calls =
    [
        ("GET", "/v1/settings/application"), ("PATCH", "/v1/settings/application"), ("PUT", "/v1/settings/application"), ("DELETE", "/v1/settings/application"),
        ("GET", "/v1/settings/business/profile"), ("POST", "/v1/settings/business/profile"),
        ("GET", "/v1/settings/business/compliance_info"), ("POST", "/v1/settings/business/compliance_info"),
        ("GET", "/v1/settings/profile/about"), ("PATCH", "/v1/settings/profile/about"), ("PUT", "/v1/settings/profile/about"),
        ("GET", "/v1/settings/profile/photo"), ("POST", "/v1/settings/profile/photo"), ("DELETE", "/v1/settings/profile/photo"),
        ("POST", "/v1/settings/backup"), ("POST", "/v1/settings/restore"),
        ("GET", "/v1/certificates/webhooks/ca"), ("POST", "/v1/certificates/webhooks/ca"), ("DELETE", "/v1/certificates/webhooks/ca"),
        ("POST", "/v1/certificates/external"), ("GET", "/v1/certificates/external/ca"),
        ("POST", "/v1/account"), ("POST", "/v1/account/verify"), ("GET", "/v1/account/shards"), ("POST", "/v1/account/shards"),
        ("POST", "/v1/settings/account/two-step"), ("DELETE", "/v1/settings/account/two-step"), ("GET", "/v1/support"),
    ];

    [Fact]
    public async Task All_of_it_is_for_administrators()
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""{"log_level":"debug"}""");
        var user = await node.AddUserAsync("robot");

        foreach (var (method, path) in _calls)
        {
            using var asUser = await node.SendJsonAsync(new HttpMethod(method), path, """{"log_level":"error","pin":"123456"}""", user);
            await asUser.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1005);
            using var asNobody = await node.SendJsonAsync(new HttpMethod(method), path, """{"log_level":"error"}""", "no-such-token");
            (await asNobody.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005)).ShouldBe("Invalid credentials.");
        }

        (await node.ApplicationAsync()).GetProperty("log_level").GetString().ShouldBe("debug");
    }

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        using var data = new TempDirectory();
        var pem = TestCertificates.Authority("One");
        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            await node.SetAsync("""{"webhooks":{"url":"https://hook.example/wa","max_concurrent_requests":18},"ours":{"a":[1]}}""");
            await node.SetAsync("""{"address":"1 Quay Street"}""", "/v1/settings/business/profile", "POST");
            await node.SetAsync("""{"text":"Nets and ropes"}""", "/v1/settings/profile/about");
            await node.SetAsync("""{"entity_name":"Nets Ltd"}""", "/v1/settings/business/compliance_info", "POST");
            await node.SetAsync("""{"pin":"123456"}""", "/v1/settings/account/two-step", "POST");
            using var photo = await node.SendAsync(HttpMethod.Post, "/v1/settings/profile/photo", BusinessCalls.Photo, headers: ("Content-Type", "image/jpeg"));
            using var trusted = await node.SendAsync(HttpMethod.Post, "/v1/certificates/webhooks/ca", BusinessCalls.Utf8(pem));
        }

        await using var again = await TestNode.StartAsync(data: data.Path);
        var settings = again.Part<IApplicationSettings>();
        settings.Current.ShouldBe(ApplicationSettings.Default with { WebhookUrl = new Uri("https://hook.example/wa"), MaxConcurrentRequests = 18 });
        settings.WebhookCa.ShouldBe(pem);
        (await again.ApplicationAsync()).GetProperty("ours").GetRawText().ShouldBe("""{"a":[1]}""");
        (await again.SettingsAsync("/v1/settings/business/profile")).GetRawText().ShouldContain("1 Quay Street");
        (await again.SettingsAsync("/v1/settings/profile/about")).GetRawText().ShouldContain("Nets and ropes");
        (await again.SettingsAsync("/v1/settings/business/compliance_info")).GetRawText().ShouldContain("Nets Ltd");
        (await again.Client.GetByteArrayAsync("/v1/settings/profile/photo")).ShouldBe(BusinessCalls.Photo);
        using var account = await again.SendJsonAsync(HttpMethod.Post, "/v1/account", """{"cc":"1","phone_number":"5550000000"}""");
        (await account.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1005)).ShouldContain("Two-step");
    }
}
