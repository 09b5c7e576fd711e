using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MediaNode.Addresses;

/// <summary>Certificates that a server's may end at besides the system's.</summary>
internal static class TrustedRoots
{
    /// <summary>A chain that the system does not know may end at one of these. The name must be right in any case.</summary>
    /// <param name="pem">At least one certificate.</param>
    /// <exception cref="CryptographicException">One cannot be read.</exception>
    public static RemoteCertificateValidationCallback Trusting(string pem)
    {
        var judge = Judging(pem);
        return (_, certificate, presented, errors) => judge(certificate, presented, errors) is null;
    }

    /// <summary>As <see cref="Trusting"/>, with the reason why a certificate will not do.</summary>
    /// <param name="pem">Certificates; null for the system's only.</param>
    /// <returns>Given what the server showed and what the system says of it: null when it will do, or what is wrong, in words.</returns>
    /// <exception cref="CryptographicException">One cannot be read.</exception>
    public static Func<X509Certificate?, X509Chain?, SslPolicyErrors, string?> Judging(string? pem)
    {
        var roots = new X509Certificate2Collection();
        if (pem is not null)
        {
            roots.ImportFromPem(pem);
        }

        return (certificate, presented, errors) => errors switch
        {
            SslPolicyErrors.None => null,
            _ when certificate is null => "it showed no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "its certificate is for another name",
            _ when roots.Count == 0 => Why(presented),
            _ => WhyNot(certificate, presented, roots),
        };
    }

    private static string? WhyNot(X509Certificate certificate, X509Chain? presented, X509Certificate2Collection roots)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // A CA of one's own seldom says where to ask.
        chain.ChainPolicy.DisableCertificateDownloads = true; // From wherever the certificate says, past every rule of ours.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // For servers.
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf) ? null : Why(chain);
    }

    private static string Why(X509Chain? chain) =>
        chain?.ChainStatus is { Length: > 0 } found && found.All(status => status.Status == X509ChainStatusFlags.NotTimeValid)
            ? "its certificate, or one that certifies it, is out of date"
            : "its certificate is not trusted: it is of no authority that is known here, or not for servers";
}
