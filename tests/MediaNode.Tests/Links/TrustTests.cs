using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediaNode.Hosting;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>Origins that are not who they should be.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ECDsa _caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _ca;

    public TrustTests()
    {
        var request = new CertificateRequest("CN=A CA of one's own", _caKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _ca = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    [Fact]
    public async Task A_certificate_of_nobody_known_is_refused_until_its_CA_is_trusted()
    {
        using var certificate = Certificate("files.example");
        await using var origin = await Origin.StartAsync(context => context.Response.Body.WriteAsync(new byte[10]).AsTask(), certificate);
        using var strict = new Fetching();
        using var trusting = new Fetching(options => options.CertificateAuthorities = Write("ca.pem", _ca.ExportCertificatePem()));
        strict.Names.Give("files.example", "127.0.0.1");
        trusting.Names.Give("files.example", "127.0.0.1");

        var failed = await strict.FailAsync($"https://files.example:{origin.Port}/a");
        failed.Error.ShouldBe("certificate not trusted");
        failed.IsFinal.ShouldBeTrue();
        origin.Questions.ShouldBeEmpty();
        (await trusting.GetAsync($"https://files.example:{origin.Port}/a")).Bytes.Length.ShouldBe(10);
    }

    [Theory]
    [InlineData("other.example", 1, "certificate is for another name")]
    [InlineData("files.example", -1, "certificate not trusted")] // Of a CA that the system does not know it is not said that it is out of date too.
    public async Task A_certificate_for_another_name_or_another_time_is_refused_whoever_signed_it(string name, int hours, string error)
    {
        using var certificate = Certificate(name, hours);
        await using var origin = await Origin.StartAsync(_ => Task.CompletedTask, certificate);
        using var fetching = new Fetching(options => options.CertificateAuthorities = Write("ca.pem", _ca.ExportCertificatePem()));
        fetching.Names.Give("files.example", "127.0.0.1");

        (await fetching.FailAsync($"https://files.example:{origin.Port}/a")).Error.ShouldBe(error);
        origin.Questions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_is_asked_for_the_issuer_that_a_certificate_names()
    {
        await using var canary = await Origin.GivingAsync(_ca.Export(X509ContentType.Cert), "application/pkix-cert");
        using var certificate = Certificate("files.example", issuerAt: $"{canary.Url}/ca.cer");
        await using var origin = await Origin.StartAsync(_ => Task.CompletedTask, certificate);
        using var strict = new Fetching();
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = new CertificateRequest("CN=Another", otherKey, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var trusting = new Fetching(options => options.CertificateAuthorities = Write("other.pem", other.ExportCertificatePem()));

        foreach (var fetching in new[] { strict, trusting })
        {
            fetching.Names.Give("files.example", "127.0.0.1");
            (await fetching.FailAsync($"https://files.example:{origin.Port}/a")).Error.ShouldBe("certificate not trusted");
        }

        canary.Questions.ShouldBeEmpty();

        // The runtime left to itself asks, which shows that there was something to ask for.
        using var fooled = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Should.ThrowAsync<HttpRequestException>(fooled.GetAsync($"https://127.0.0.1:{origin.Port}/"));
        canary.Questions.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_speaks_no_TLS_is_told_so()
    {
        await using var origin = await Origin.GivingAsync([1]); // Kestrel answers a handshake with an answer of HTTP.
        using var fetching = new Fetching();

        var failed = await fetching.FailAsync($"https://127.0.0.1:{origin.Port}/");

        failed.Error.ShouldBe("no TLS connection");
        failed.IsFinal.ShouldBeFalse();
    }

    [Fact]
    public void A_file_without_certificates_is_a_mistake_at_the_start()
    {
        var (_, mistakes) = NodeSettings.Load([$"--Data={_directory.Path}", $"--Links:CertificateAuthorities={Write("none.pem", "hello")}"]);
        mistakes.Single().ShouldEndWith("has no certificate (-----BEGIN CERTIFICATE-----)");

        (_, mistakes) = NodeSettings.Load([$"--Data={_directory.Path}", "--Links:CertificateAuthorities=/nowhere.pem", "--Links:AllowedNetworks=10.0.0.1/8"]);
        mistakes.Count.ShouldBe(2);
        mistakes[0].ShouldBe("Links:AllowedNetworks = '10.0.0.1/8': must be networks such as 10.1.0.0/16 or fd00:7::/32, with commas between");
        mistakes[1].ShouldContain("/nowhere.pem");
    }

    public void Dispose()
    {
        _ca.Dispose();
        _caKey.Dispose();
        _directory.Dispose();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private X509Certificate2 Certificate(string name, int hours = 1, string? issuerAt = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        if (issuerAt is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerAt]));
        }

        using var signed = request.Create(
            _ca, TimeProvider.System.GetUtcNow().AddHours(-2), TimeProvider.System.GetUtcNow().AddHours(hours), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
