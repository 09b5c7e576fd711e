using Dapper;
using MediaNode.Catalog;
using Microsoft.AspNetCore.Identity;

namespace MediaNode.Access;

/// <summary>One who may log in.</summary>
internal sealed record User(string Name, Role Role, bool MustChangePassword);

/// <summary>The users and their passwords, which are kept only as PBKDF2 (<see cref="PasswordHasher{TUser}"/>).</summary>
internal sealed class Users(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    public const string AdminName = "admin";

    /// <summary>The original's first password: it can do nothing but set a new one.</summary>
    public const string FirstPassword = "secret";

    private static readonly PasswordHasher<string> _hasher = new();

    // Verified in place of an unknown user's, so that the time taken does not tell whether a name exists.
    private static readonly Lazy<string> _nobodysHash = new(() => _hasher.HashPassword("", Guid.NewGuid().ToString()));

    /// <summary>The administrator has a password of its own: the first one, which everybody knows, is no longer in force.</summary>
    public event Action? AdminPasswordSet;

    /// <summary>Makes the first user when there is none. A given password is set as long as the first one is still in force.</summary>
    /// <returns>Whether the first password still waits to be changed.</returns>
    public async Task<bool> PrepareAdminAsync(string? password)
    {
        var admin = Row(AdminName);
        if (admin is null && !Any())
        {
            await InsertAsync(AdminName, Role.Admin, password ?? FirstPassword, mustChange: password is null);
            return password is null;
        }

        if (admin is { MustChange: true } && password is not null)
        {
            await SetPasswordAsync(AdminName, password);
            return false;
        }

        return admin is { MustChange: true };
    }

    public User? Find(string name) => Row(name)?.ToUser();

    public IReadOnlyList<User> List()
    {
        using var connection = file.OpenForReading();
        return [.. connection.Query<UserRow>($"SELECT {UserRow.Columns} FROM users ORDER BY name").Select(row => row.ToUser())];
    }

    /// <returns>The user, or <see langword="null"/> when the name or the password is wrong. Takes the same time either way.</returns>
    public User? Verify(string name, string password)
    {
        var row = Row(name);
        var answer = _hasher.VerifyHashedPassword(name, row?.PasswordHash ?? _nobodysHash.Value, password);
        return row is not null && answer != PasswordVerificationResult.Failed ? row.ToUser() : null;
    }

    /// <returns>Whether the user is new; false when the name is taken.</returns>
    public Task<bool> AddAsync(string name, string password) => InsertAsync(name, Role.User, password, mustChange: false);

    /// <returns>Whether there is such a user.</returns>
    public async Task<bool> SetPasswordAsync(string name, string password)
    {
        var hash = _hasher.HashPassword(name, password);
        var known = await writer.WriteAsync(connection =>
        {
            // Whoever had the old password may have logged in with it.
            connection.Execute("DELETE FROM tokens WHERE username = @name", new { name });
            return connection.Execute("UPDATE users SET password_hash = @hash, must_change = 0 WHERE name = @name", new { hash, name }) == 1;
        });
        if (known && name == AdminName)
        {
            AdminPasswordSet?.Invoke();
        }

        return known;
    }

    /// <summary>Removes the user and, with it, its tokens.</summary>
    public Task<bool> RemoveAsync(string name) =>
        writer.WriteAsync(connection => connection.Execute("DELETE FROM users WHERE name = @name", new { name }) == 1);

    private Task<bool> InsertAsync(string name, Role role, string password, bool mustChange)
    {
        var row = new
        {
            name,
            role = role.WireName(),
            hash = _hasher.HashPassword(name, password),
            mustChange,
            createdAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return writer.WriteAsync(connection => connection.Execute("""
            INSERT INTO users (name, role, password_hash, must_change, created_at)
            VALUES (@name, @role, @hash, @mustChange, @createdAt) ON CONFLICT DO NOTHING
            """, row) == 1);
    }

    private UserRow? Row(string name)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<UserRow>($"SELECT {UserRow.Columns} FROM users WHERE name = @name", new { name });
    }

    private bool Any()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM users)") == 1;
    }

    private sealed class UserRow
    {
        public const string Columns = "name AS Name, role AS Role, password_hash AS PasswordHash, must_change AS MustChange";

        public required string Name { get; init; }

        public required string Role { get; init; }

        public required string PasswordHash { get; init; }

        public required bool MustChange { get; init; }

        public User ToUser() => new(Name, Roles.FromWire(Role), MustChange);
    }
}
