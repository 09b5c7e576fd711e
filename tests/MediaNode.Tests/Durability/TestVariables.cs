using System.Globalization;
using System.Runtime.CompilerServices;

namespace MediaNode.Tests.Durability;

/// <summary>
/// What these tests are told by the environment. The variables are taken out of it before any node starts: to a node a variable that begins
/// with its name and is no setting is a mistake.
/// </summary>
internal static class TestVariables
{
    private const string Prefix = "MEDIANODE_TEST_";

    private static readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <returns>The number in MEDIANODE_TEST_<paramref name="name"/>, or <see langword="null"/>.</returns>
    public static int? Number(string name) => _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    [ModuleInitializer]
    internal static void Take()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            _values[name[Prefix.Length..]] = Environment.GetEnvironmentVariable(name)!;
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
