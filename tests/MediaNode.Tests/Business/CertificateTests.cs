using System.Net;
using MediaNode.Business;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Business;

public class CertificateTests
{
    private const string WebhookCa = "/v1/certificates/webhooks/ca";

    [Fact]
    public async Task A_bundle_is_kept_given_back_and_removed()
    {
        await using var node = await TestNode.StartAsync();
        var settings = node.Part<IApplicationSettings>();
        var heard = new List<bool>();
        settings.Changed += () => heard.Add(settings.WebhookCa is not null);
        var pem = TestCertificates.Authority("One") + TestCertificates.Authority("Two");

        await ShouldHaveNoneAsync(node, WebhookCa);
        using var set = await node.SendAsync(HttpMethod.Post, WebhookCa, BusinessCalls.Utf8(pem), headers: ("Content-Type", "text/plain"));
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        using var shown = await node.GetAsync(WebhookCa);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await shown.Content.ReadAsStringAsync()).ShouldBe(pem);
        settings.WebhookCa.ShouldBe(pem);

        using var removed = await node.Client.DeleteAsync(WebhookCa);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldHaveNoneAsync(node, WebhookCa);
        settings.WebhookCa.ShouldBeNull();
        heard.ShouldBe([true, false]);
    }

    [Fact]
    public async Task The_shorter_path_of_a_PHP_client_leads_to_the_same_bundle()
    {
        const string Alias = "/v1/certificates/webhooks";
        await using var node = await TestNode.StartAsync();
        var pem = TestCertificates.Authority("One");

        await ShouldHaveNoneAsync(node, Alias);
        using var set = await node.SendAsync(HttpMethod.Post, Alias, BusinessCalls.Utf8(pem), headers: ("Content-Type", "text/plain"));
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        using var shown = await node.GetAsync(WebhookCa);
        (await shown.Content.ReadAsStringAsync()).ShouldBe(pem);
        using var removed = await node.Client.DeleteAsync(Alias);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldHaveNoneAsync(node, WebhookCa);
    }

    [Fact]
    public async Task A_form_around_the_bundle_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        var form = BusinessCalls.Utf8($"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{TestCertificates.Authority("One")}\r\n--x--\r\n");

        using var refused = await node.SendAsync(HttpMethod.Post, WebhookCa, form, headers: ("Content-Type", "multipart/form-data; boundary=x"));

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1009)).ShouldContain("the certificates themselves");
        await ShouldHaveNoneAsync(node, WebhookCa);
    }

    [Fact]
    public async Task What_certifies_nobody_is_refused_and_the_bundle_before_it_stays()
    {
        await using var node = await TestNode.StartAsync();
        var pem = TestCertificates.Authority("One");
        using var set = await node.SendAsync(HttpMethod.Post, WebhookCa, BusinessCalls.Utf8(pem));
        set.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await node.RefusedAsync("no certificate", WebhookCa, "POST")).ShouldContain("has no certificate");
        (await node.RefusedAsync("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", WebhookCa, "POST")).ShouldContain("cannot be read");
        (await node.RefusedAsync(pem + TestCertificates.Server("hook.example"), WebhookCa, "POST")).ShouldStartWith("Certificate 2 of the bundle");
        (await node.RefusedAsync(pem + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", WebhookCa, "POST")).ShouldContain("private key");
        await node.RefusedAsync("", WebhookCa, "POST", 1008);

        node.Part<IApplicationSettings>().WebhookCa.ShouldBe(pem);
    }

    [Fact]
    public async Task The_nodes_own_certificate_is_a_matter_of_its_settings()
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.SendAsync(HttpMethod.Post, "/v1/certificates/external", BusinessCalls.Utf8(TestCertificates.Authority("Own")));

        (await refused.ShouldRefuseAsync(HttpStatusCode.NotImplemented, 1014)).ShouldContain("set Certificate and CertificateKey");
        await ShouldHaveNoneAsync(node, "/v1/certificates/external/ca");
    }

    private static async Task ShouldHaveNoneAsync(TestNode node, string path)
    {
        using var none = await node.GetAsync(path);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await none.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }
}
