namespace MediaNode.Access;

/// <summary>Who is calling, by which login.</summary>
internal sealed record Session(string Username, Role Role, DateTimeOffset ExpiresAt);

internal enum Role
{
    User,
    Admin,
}

internal static class Roles
{
    /// <summary>The original's names.</summary>
    public static string WireName(this Role role) => role == Role.Admin ? "ROLE_ADMIN" : "ROLE_USER";

    public static Role FromWire(string name) => name == "ROLE_ADMIN" ? Role.Admin : Role.User;
}
