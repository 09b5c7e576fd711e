using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MediaNode.Tests.Business;

/// <summary>Certificates made for a test.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset _from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One that certifies itself, as PEM.</summary>
    public static string Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(name, key, authority: true).CreateSelfSigned(_from, _from.AddYears(30));
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>One of a server, certified by another, as PEM.</summary>
    public static string Server(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuer = Request("Issuer", key, authority: true).CreateSelfSigned(_from, _from.AddYears(30));
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(name, own, authority: false).Create(issuer, _from, _from.AddYears(29), [1, 2, 3]);
        return certificate.ExportCertificatePem() + "\n";
    }

    private static CertificateRequest Request(string name, ECDsa key, bool authority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        return request;
    }
}
