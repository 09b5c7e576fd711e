using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediaNode.Hosting;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public sealed class HttpsTests : IDisposable
{
    private readonly TempDirectory _files = new();

    [Fact]
    public async Task Serves_https_with_the_given_certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var (pem, keyPem) = (Path.Combine(_files.Path, "node.pem"), Path.Combine(_files.Path, "node.key"));
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyPem, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        await using var node = await TestNode.StartAsync(["--Urls=https://127.0.0.1:0", $"--Certificate={pem}", $"--CertificateKey={keyPem}"], firstPassword: true);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString() },
        });

        var answer = await client.GetAsync(new Uri(node.Url, "/readyz"), TestContext.Current.CancellationToken);

        node.Url.Scheme.ShouldBe("https");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Https_without_a_certificate_is_a_mistake_in_the_settings()
    {
        var (settings, mistakes) = NodeSettings.Load(["--Urls=https://127.0.0.1:0", "--Certificate=/no/such/file"]);

        settings.ShouldBeNull();
        mistakes.ShouldContain("Urls: https needs Certificate and CertificateKey (PEM files)");
        mistakes.ShouldContain("Certificate = '/no/such/file': no such file");
    }

    public void Dispose() => _files.Dispose();
}
