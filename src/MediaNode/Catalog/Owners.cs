using Dapper;

namespace MediaNode.Catalog;

/// <summary>Who does what only one node of an installation does at a time. A lease: whoever dies loses it by itself.</summary>
/// <param name="writer">The one writer.</param>
/// <param name="clock">The clock of the leases.</param>
/// <param name="me">The node's name in the installation. It outlives a restart, so that a node goes on at once with what it owned.</param>
internal sealed class Owners(CatalogWriter writer, TimeProvider clock, string me)
{
    /// <param name="name">What.</param>
    /// <param name="lease">For how long; to be asked for again well before its end.</param>
    /// <returns>Whether it is ours until then.</returns>
    public Task<bool> TryOwnAsync(string name, TimeSpan lease) => writer.WriteAsync(connection =>
    {
        var now = clock.GetUtcNow();
        return connection.Execute(
            """
            INSERT INTO owners (name, owner, until) VALUES (@Name, @Me, @Until)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE owner = @Me OR until <= @Now
            """,
            new { Name = name, Me = me, Until = (now + lease).ToUnixTimeMilliseconds(), Now = now.ToUnixTimeMilliseconds() }) == 1;
    });
}
