using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>Who may be the receiver: by its certificate, and by its address.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly ECDsa _caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _ca;

    public TrustTests() => _ca = Ca(_caKey, "A CA of one's own");

    [Fact]
    public async Task A_receiver_of_an_unknown_CA_is_told_once_the_CA_is_set_and_no_longer_when_it_is_removed()
    {
        using var certificate = Certificate("localhost");
        await using var receiver = await Receiver.StartAsync(certificate);
        await using var node = await WebhookNode.StartAsync(receiver);

        await node.WriteAsync(("a", "1"));
        await FailedAsync(node, 1, "certificate");
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = Ca(otherKey, "Another CA");
        node.Settings.Trust(other.ExportCertificatePem());
        node.Turn(TimeSpan.FromSeconds(3));
        await FailedAsync(node, 2, "its certificate is not trusted");
        receiver.All.ShouldBeEmpty();

        node.Settings.Trust(other.ExportCertificatePem() + "\n" + _ca.ExportCertificatePem());
        node.Turn(TimeSpan.FromSeconds(6));
        await receiver.ToldAsync(1);
        await node.WaitingAsync(0);

        node.Settings.Trust(null);
        await node.WriteAsync(("b", "1"));
        await FailedAsync(node, 1, "certificate");
    }

    [Fact]
    public async Task A_certificate_of_the_CA_for_another_name_will_not_do()
    {
        using var certificate = Certificate("elsewhere.example");
        await using var receiver = await Receiver.StartAsync(certificate);
        await using var node = await WebhookNode.StartAsync(receiver);
        node.Settings.Trust(_ca.ExportCertificatePem());

        await node.WriteAsync(("a", "1"));

        await FailedAsync(node, 1, "its certificate is for another name");
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_of_the_CA_that_is_out_of_date_is_said_to_be()
    {
        using var certificate = Certificate("localhost", hours: -2);
        await using var receiver = await Receiver.StartAsync(certificate);
        await using var node = await WebhookNode.StartAsync(receiver);
        node.Settings.Trust(_ca.ExportCertificatePem());

        await node.WriteAsync(("a", "1"));

        await FailedAsync(node, 1, "is out of date");
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_CA_that_cannot_be_read_is_a_reason_and_nothing_worse()
    {
        using var certificate = Certificate("localhost");
        await using var receiver = await Receiver.StartAsync(certificate);
        await using var node = await WebhookNode.StartAsync(receiver);
        node.Settings.Trust("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        await node.WriteAsync(("a", "1"));

        await FailedAsync(node, 1, "could not be asked");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", "Webhooks:AllowPrivate")]
    [InlineData("https://10.0.0.1/", "Webhooks:AllowPrivate")]
    [InlineData("http://[fe80::1]:8080/", "Webhooks:AllowPrivate")]
    [InlineData("http://8.8.8.8/", "Webhooks:AllowHttp")]
    [InlineData("https://192.0.2.1/", "no address")]
    [InlineData("ftp://127.0.0.1/", "could not be asked")]
    public async Task No_connection_is_made_to_where_the_receiver_may_not_be(string url, string why)
    {
        await using var node = await WebhookNode.StartAsync((Uri?)null);
        node.Settings.Set(present => present with { WebhookUrl = new Uri(url) });

        await node.WriteAsync(("a", "1"));

        await FailedAsync(node, 1, why);
    }

    public void Dispose()
    {
        _ca.Dispose();
        _caKey.Dispose();
    }

    private static async Task FailedAsync(WebhookNode node, int attempts, string why)
    {
        var queue = node.Node.Part<WebhookQueue>();
        await Eventually.HoldsAsync(() => queue.Next([])?.Attempts == attempts, $"attempt {attempts} failed");
        queue.Next([])!.Reason!.ShouldContain(why);
    }

    private static X509Certificate2 Ca(ECDsa key, string name)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private X509Certificate2 Certificate(string name, int hours = 0)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = request.Create(
            _ca, TimeProvider.System.GetUtcNow().AddHours(hours - 1), TimeProvider.System.GetUtcNow().AddHours(hours + 1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
