using System.Globalization;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

public sealed class MigrationTests
{
    [Fact]
    public void Each_migration_has_a_number_of_its_own_and_none_is_left_out()
    {
        // Two of one number would both be applied to a new file, and one of them to none that is there.
        var names = typeof(CatalogFile).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        var numbers = names.Select(name => int.Parse(name.Split('.')[^2].AsSpan(0, 4), CultureInfo.InvariantCulture)).ToList();

        numbers.ShouldBe(Enumerable.Range(1, numbers.Count));
        numbers.ShouldNotBeEmpty();
    }
}
