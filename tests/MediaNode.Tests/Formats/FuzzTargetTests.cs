using System.Reflection;
using MediaNode.Formats;
using MediaNode.Fuzz;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

public class FuzzTargetTests
{
    // About a second on a small machine; the command line runs for as long as one likes.
    private const long Mutations = 20_000;

    public static TheoryData<string> Names => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_promise_holds_over_the_seeds_and_a_fixed_number_of_mutations(string name)
    {
        var target = FuzzTarget.All.Single(target => target.Name == name);

        var result = Fuzzer.Run(target, seed: 1, Mutations);

        result.ShouldBeOfType<FuzzResult.Held>(result.ToString()).Executions.ShouldBe(target.Seeds.Count + Mutations);
    }

    [Fact]
    public void Every_public_parser_in_Formats_has_a_target()
    {
        var parsers = typeof(MediaType).Assembly.GetExportedTypes().Where(IsParser).ToList();

        parsers.ShouldContain(typeof(MediaType));
        parsers.ShouldContain(typeof(ByteRange));
        parsers.Except(FuzzTarget.All.Select(target => target.Parser)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_target_has_seeds() => FuzzTarget.All.ShouldAllBe(target => target.Seeds.Count > 10);

    private static bool IsParser(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Any(method => method.Name is "Parse" or "TryParse" or "TryRead" or "TryStrip" or "Inspect");
}
