using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using MediaNode.Simulator.Storage;

namespace MediaNode.Simulator.MediaServers;

/// <summary>The auths that <c>media_conn</c> gives out: the time of issue, signed, so that none need be kept to be known again.</summary>
internal sealed class MediaAuth(SimulatorStore store, TimeProvider clock)
{
    /// <summary>How long one holds, by the simulator's clock.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int TimeLength = sizeof(long);
    private const int NonceLength = 8;
    private const int SignedLength = TimeLength + NonceLength;
    private const int Length = SignedLength + SHA256.HashSizeInBytes;

    private readonly byte[] _secret = store.Do(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO media_auth (one, secret) VALUES (1, $secret); SELECT secret FROM media_auth";
        command.Parameters.AddWithValue("$secret", RandomNumberGenerator.GetBytes(32));
        return (byte[])command.ExecuteScalar()!;
    });

    public string Issue()
    {
        Span<byte> auth = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(auth, clock.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(auth[TimeLength..SignedLength]);
        HMACSHA256.HashData(_secret, auth[..SignedLength], auth[SignedLength..]);
        return Base64Url.EncodeToString(auth);
    }

    public AuthState Check(string? text)
    {
        Span<byte> auth = stackalloc byte[Length];
        if (text is null || Base64Url.DecodeFromChars(text, auth, out _, out var written) != OperationStatus.Done || written != Length)
        {
            return AuthState.Foreign;
        }

        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, auth[..SignedLength], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, auth[SignedLength..]))
        {
            return AuthState.Foreign;
        }

        var issued = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(auth));
        return clock.GetUtcNow() - issued < Lifetime ? AuthState.Good : AuthState.Stale;
    }
}
