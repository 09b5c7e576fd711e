using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediaNode.Problems;

namespace MediaNode.Business;

/// <summary>Certificates that may certify the receiver of webhooks, as PEM.</summary>
internal static class CertificateBundle
{
    /// <summary>The most bytes: the whole of Mozilla's list has about 220,000.</summary>
    public const int MaxBytes = 512 << 10;

    /// <returns>Null for a bundle of at least one certificate, each of an authority or certified by itself.</returns>
    public static Refusal? WhyNot(string pem)
    {
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return Problem.ParameterInvalid.Because("The bundle has a private key. It was not kept; only certificates are accepted, and that key should be replaced.");
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return Problem.ParameterInvalid.Because("The bundle has a certificate that cannot be read; X.509 certificates in PEM (-----BEGIN CERTIFICATE-----) are accepted.");
        }

        var refusal = certificates.Count == 0
            ? Problem.ParameterInvalid.Because("The body has no certificate; one or more in PEM (-----BEGIN CERTIFICATE-----) are accepted.")
            : certificates.FirstOrDefault(certificate => !MayCertify(certificate)) is { } leaf
            ? Problem.ParameterInvalid.Because(
                $"Certificate {certificates.IndexOf(leaf) + 1} of the bundle is one of a server that another certified; those of authorities are accepted, and ones certified by themselves.")
            : null;
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }

        return refusal;
    }

    private static bool MayCertify(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
        || certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
