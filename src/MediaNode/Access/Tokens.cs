using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using MediaNode.Catalog;
using Microsoft.Extensions.Options;

namespace MediaNode.Access;

/// <summary>The tokens that logins gave out. Only their SHA-256 is kept, here and in the catalogue.</summary>
internal sealed class Tokens(CatalogFile file, CatalogWriter writer, IOptions<AccessOptions> options, TimeProvider clock)
{
    private const string Prefix = "mn_";
    private const int MaxLength = 128; // Ours have 46.

    // This process is the only one that gives out or revokes tokens, so what it remembers of them is right.
    private readonly ConcurrentDictionary<UInt256, Session> _known = [];

    // Counts logouts and removed users: a session read from the catalogue while one went on is not kept.
    private int _revocations;

    /// <returns>A new token, or <see langword="null"/> when the user was removed meanwhile.</returns>
    public async Task<(string Token, DateTimeOffset ExpiresAt)?> IssueAsync(User user)
    {
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        var expiresAt = now + options.Value.TokenLifetime;
        var digest = DigestOf(token);
        var issued = await writer.WriteAsync(connection =>
        {
            connection.Execute("DELETE FROM tokens WHERE expires_at <= @now", new { now = now.ToUnixTimeMilliseconds() });
            return connection.Execute(
                "INSERT INTO tokens (digest, username, expires_at) SELECT @digest, name, @expires FROM users WHERE name = @name",
                new { digest, name = user.Name, expires = expiresAt.ToUnixTimeMilliseconds() }) == 1;
        });
        foreach (var (key, old) in _known)
        {
            if (old.ExpiresAt <= now)
            {
                _known.TryRemove(key, out _);
            }
        }

        return issued ? (token, expiresAt) : null;
    }

    /// <returns>The session, or <see langword="null"/> when the token is unknown, revoked or expired.</returns>
    public Session? Find(string token)
    {
        // The look-up is by digest: how far a guess matches a digest tells nothing about the token.
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (token.Length > MaxLength || !Encoding.UTF8.TryGetBytes(token, bytes, out var length))
        {
            return null;
        }

        SHA256.HashData(bytes[..length], digest);
        var key = UInt256.From(digest);
        if (!_known.TryGetValue(key, out var session))
        {
            var revocations = Volatile.Read(ref _revocations);
            session = Read(digest.ToArray());
            if (session is null)
            {
                return null;
            }

            _known[key] = session;
            if (revocations != Volatile.Read(ref _revocations))
            {
                _known.TryRemove(key, out _);
            }
        }

        return session.ExpiresAt > clock.GetUtcNow() ? session : null;
    }

    public async Task RevokeAsync(string token)
    {
        var digest = DigestOf(token);
        await writer.WriteAsync(connection => connection.Execute("DELETE FROM tokens WHERE digest = @digest", new { digest }));
        Interlocked.Increment(ref _revocations);
        _known.TryRemove(UInt256.From(digest), out _);
    }

    /// <summary>Forgets a removed user's tokens; their rows went with the user's.</summary>
    public void ForgetUser(string name)
    {
        Interlocked.Increment(ref _revocations);
        foreach (var (key, session) in _known)
        {
            if (session.Username == name)
            {
                _known.TryRemove(key, out _);
            }
        }
    }

    private static byte[] DigestOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private Session? Read(byte[] digest)
    {
        using var connection = file.OpenForReading();
        var row = connection.QuerySingleOrDefault<TokenRow>("""
            SELECT tokens.username AS Username, users.role AS Role, tokens.expires_at AS ExpiresAt
            FROM tokens JOIN users ON users.name = tokens.username WHERE tokens.digest = @digest
            """, new { digest });
        return row is null ? null : new Session(row.Username, Roles.FromWire(row.Role), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt));
    }

    /// <summary>A digest as a key that needs no allocation.</summary>
    private readonly record struct UInt256(UInt128 High, UInt128 Low)
    {
        public static UInt256 From(ReadOnlySpan<byte> digest) =>
            new(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }

    private sealed class TokenRow
    {
        public required string Username { get; init; }

        public required string Role { get; init; }

        public required long ExpiresAt { get; init; }
    }
}
