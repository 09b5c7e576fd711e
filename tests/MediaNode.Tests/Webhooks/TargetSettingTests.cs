using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MediaNode.Addresses;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Tests.Business;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>A receiver that may not be is refused as it is set, in whatever dress its address comes; what its name stands for is looked at when it is told.</summary>
public sealed class TargetSettingTests
{
    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", "Webhooks:AllowPrivate")]
    [InlineData("https://169.254.169.254/", "Webhooks:AllowPrivate")]
    [InlineData("https://[::ffff:169.254.169.254]/", "Webhooks:AllowPrivate")]
    [InlineData("https://[::ffff:a9fe:a9fe]/", "Webhooks:AllowPrivate")]
    [InlineData("https://[64:ff9b::a9fe:a9fe]/", "Webhooks:AllowPrivate")]
    [InlineData("https://[fd00:ec2::254]/", "Webhooks:AllowPrivate")]
    [InlineData("http://10.0.0.1", "Webhooks:AllowPrivate")]
    [InlineData("https://2852039166/", "Webhooks:AllowPrivate")]
    [InlineData("https://0xa9fea9fe/", "Webhooks:AllowPrivate")]
    [InlineData("https://0xa9.254.0251.254/", "Webhooks:AllowPrivate")]
    [InlineData("https://10.1/", "Webhooks:AllowPrivate")]
    [InlineData("https://10.0.0.1./", "Webhooks:AllowPrivate")]
    [InlineData("https://hook.example@10.0.0.1/", "put a secret into the path")]
    [InlineData("https://0.0.0.0/", "no address that a server can have")]
    [InlineData("http://0/", "no address that a server can have")]
    [InlineData("https://[::]/", "no address that a server can have")]
    [InlineData("https://224.0.0.1/", "no address that a server can have")]
    [InlineData("http://8.8.8.8/", "Webhooks:AllowHttp")]
    [InlineData("http://hook.example/", "Webhooks:AllowHttp")]
    public async Task Where_no_webhook_may_go_is_refused_at_once(string url, string why)
    {
        await using var node = await TestNode.StartAsync();

        (await node.RefusedAsync(Setting(url))).ShouldContain(why);
        (await node.RefusedAsync($$$"""{"webhooks":{"url":"{{{url}}}"},"webhooks":{}}""")).ShouldContain(why);

        node.Part<IApplicationSettings>().Current.WebhookUrl.ShouldBeNull();
    }

    [Theory]
    [InlineData("http://user:secretpw@127.0.0.1:28090/h", "put a secret into the path")]
    [InlineData("https://user@hook.example/", "put a secret into the path")]
    [InlineData("https://@hook.example/", "put a secret into the path")]
    [InlineData(" https://hook.example/", "without white space")]
    [InlineData("https://hook.example/ ", "without white space")]
    [InlineData("https://hook.example/a b", "without white space")]
    [InlineData("https://hook.example/\\r\\nX: y", "without white space")]
    [InlineData("https://hook.example/\\u0001", "without white space")]
    [InlineData("https://hook.example:0/", "a port from 1 to 65535")]
    [InlineData("https://-/", "beginning and ending with a letter or digit")]
    [InlineData("https://\uff11\uff16\uff19.254.169.254/", "in ASCII")]
    [InlineData("https://\u2460\u2465\u2468.254.169.254/", "in ASCII")]
    public async Task What_is_no_plain_address_is_refused_also_when_it_is_restored(string url, string why)
    {
        await using var node = await TestNode.StartAsync();

        (await node.RefusedAsync(Setting(url))).ShouldContain(why);

        node.Part<IApplicationSettings>().Current.WebhookUrl.ShouldBeNull();
        using var backup = JsonDocument.Parse($$$"""{"webhooks":{"url":"{{{url}}}"}}""");
        KnownSettings.Application.Merge([], backup.RootElement).Refusal!.Details.ShouldContain(why);
    }

    [Theory]
    [InlineData("http://2130706433:8080/hook")]
    [InlineData("http://localhost/hook")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://hook.example/", "--Webhooks:AllowHttp=false")]
    [InlineData("http://hook.example/", "--Webhooks:AllowHttp=true")]
    [InlineData("http://8.8.8.8/", "--Webhooks:AllowHttp=true")]
    [InlineData("https://10.0.0.1/", "--Webhooks:AllowPrivate=true")]
    [InlineData("http://10.0.0.1/", "--Webhooks:AllowPrivate=true", "--Webhooks:AllowHttp=true")]
    public async Task Where_they_may_is_taken(string url, params string[] settings)
    {
        await using var node = await TestNode.StartAsync(settings);

        await node.SetAsync(Setting(url));

        node.Part<IApplicationSettings>().Current.WebhookUrl.ShouldBe(new Uri(url));
    }

    [Fact]
    public async Task One_that_was_set_under_other_rules_stands_in_the_way_of_nothing_else()
    {
        using var data = new TempDirectory();
        await using (var lenient = await TestNode.StartAsync(["--Webhooks:AllowPrivate=true"], data.Path))
        {
            await lenient.SetAsync(Setting("https://10.0.0.1/"));
        }

        await using var strict = await TestNode.StartAsync(data: data.Path);
        await strict.SetAsync("""{"log_level":"debug","webhooks":{"url":"https://10.0.0.1/"}}""");
        (await strict.RefusedAsync(Setting("https://10.0.0.2/"))).ShouldContain("AllowPrivate");
    }

    [Theory]
    [InlineData(null, "127.0.0.1")]
    [InlineData("10.0.0.1 is a private", "127.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1 is a private", "10.0.0.1", "127.0.0.1")]
    [InlineData("is a private", "127.0.0.1", "::ffff:169.254.169.254")]
    [InlineData("0.0.0.0 is no address", "127.0.0.1", "0.0.0.0")]
    public async Task Of_a_name_every_address_must_do(string? why, params string[] addresses)
    {
        await using var receiver = await Receiver.StartAsync();
        var url = new Uri($"http://hook.test:{receiver.Url.Port}/");
        await using var node = await WebhookNode.StartAsync(url, configure: services => services.AddSingleton<INames>(new SetNames(addresses)));

        await node.WriteAsync(("in", "1"));

        if (why is null)
        {
            await receiver.ToldAsync(1);
            receiver.All[0].Headers["Host"].ShouldBe(url.Authority);
        }
        else
        {
            await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([])?.Attempts == 1, "one attempt failed");
            node.Node.Part<WebhookQueue>().Next([])!.Reason!.ShouldContain(why);
            receiver.All.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task One_that_certified_itself_is_told_once_its_certificate_is_posted()
    {
        using var certificate = SelfSigned();
        await using var receiver = await Receiver.StartAsync(certificate);
        await using var node = await TestNode.StartAsync();
        await node.SetAsync($$$"""{"callback_backoff_delay_ms":1,"max_callback_backoff_delay_ms":1,"webhooks":{"url":"{{{receiver.Url.OriginalString}}}"}}""");

        await node.Part<EventCatalog>().TakeInAsync(
            "whatsapp", 1, [], [], [new InboundRow("in", "1", "Ada", "text", """{"body":"hi"}""", TimeProvider.System.GetUtcNow())]);
        await Eventually.HoldsAsync(() => node.Part<WebhookQueue>().Next([])?.Attempts > 0, "an attempt failed");
        node.Part<WebhookQueue>().Next([])!.Reason!.ShouldContain("certificate");
        receiver.All.ShouldBeEmpty();

        using var posted = await node.Client.PostAsync(
            new Uri("/v1/certificates/webhooks/ca", UriKind.Relative), new StringContent(certificate.ExportCertificatePem(), null, "text/plain"));
        posted.IsSuccessStatusCode.ShouldBeTrue();

        await receiver.ToldAsync(1);
    }

    private static string Setting(string url) => $$$"""{"webhooks":{"url":"{{{url}}}"}}""";

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
    }

    private sealed class SetNames(string[] addresses) : INames
    {
        public Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);
    }
}
