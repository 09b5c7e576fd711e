using MediaNode.Fuzz;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

public class FuzzerTests
{
    private static readonly byte[][] _corpus = ["abc"u8.ToArray(), "a;b=c"u8.ToArray()];

    [Fact]
    public void A_find_tells_the_input_in_hex_the_seed_and_the_failure()
    {
        var target = Attacking(input =>
        {
            if (input.Contains((byte)';'))
            {
                throw new InvalidOperationException("a semicolon");
            }
        });

        var found = Fuzzer.Run(target, seed: 7, mutations: 0).ShouldBeOfType<FuzzResult.Found>();

        found.Input.ShouldBe("a;b=c"u8.ToArray());
        found.Executions.ShouldBe(2);
        found.ToString().ShouldContain("execution 2, seed 7");
        found.ToString().ShouldContain("613b623d63");
        found.ToString().ShouldContain("a semicolon");
    }

    [Fact]
    public void Mutations_find_what_no_seed_shows()
    {
        static void Fuzz(ReadOnlySpan<byte> input)
        {
            if (input.StartsWith("abc;"u8) || input.Length > 100)
            {
                throw new InvalidOperationException();
            }
        }

        var found = Fuzzer.Run(Attacking(Fuzz), seed: 1, mutations: 100_000).ShouldBeOfType<FuzzResult.Found>();

        Fuzzer.Run(Attacking(Fuzz), seed: 1, mutations: 100_000).ShouldBeOfType<FuzzResult.Found>().Input.ShouldBe(found.Input);
    }

    [Fact]
    public void Another_seed_makes_other_inputs_and_the_same_seed_the_same()
    {
        Inputs(seed: 1).ShouldBe(Inputs(seed: 1));
        Inputs(seed: 1).ShouldNotBe(Inputs(seed: 2));
    }

    [Fact]
    public void Most_mutations_differ_from_every_seed()
    {
        var inputs = Inputs(seed: 1);
        var seeds = _corpus.Select(Convert.ToHexString).ToList();

        inputs.Count.ShouldBe(_corpus.Length + 1_000);
        inputs.Distinct().Count().ShouldBeGreaterThan(800);
        inputs.Count(seeds.Contains).ShouldBeLessThan(100);
    }

    [Fact]
    public void The_time_bounds_a_run_but_the_seeds_are_always_run()
    {
        var clock = new FakeTimeProvider();
        var target = Attacking(_ => clock.Advance(TimeSpan.FromSeconds(1)));

        Fuzzer.Run(target, 1, TimeSpan.FromSeconds(5), clock).ShouldBeOfType<FuzzResult.Held>().Executions.ShouldBe(5);
        Fuzzer.Run(target, 1, TimeSpan.Zero, clock).ShouldBeOfType<FuzzResult.Held>().Executions.ShouldBe(_corpus.Length);
    }

    private static List<string> Inputs(int seed)
    {
        var inputs = new List<string>();
        Fuzzer.Run(Attacking(input => inputs.Add(Convert.ToHexString(input))), seed, mutations: 1_000);
        return inputs;
    }

    private static FuzzTarget Attacking(Action<ReadOnlySpan<byte>> fuzz) => new("Sample", typeof(FuzzerTests), _corpus, fuzz);
}
