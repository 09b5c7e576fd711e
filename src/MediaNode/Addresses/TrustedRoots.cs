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
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(pem);
        return (_, certificate, presented, errors) =>
        {
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
            {
                return errors == SslPolicyErrors.None;
            }

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
            return chain.Build(leaf);
        };
    }
}
