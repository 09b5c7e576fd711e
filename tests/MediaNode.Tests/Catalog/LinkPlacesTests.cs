using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

public sealed class LinkPlacesTests
{
    [Theory]
    [InlineData(16, "8 4 2 1 1")]
    [InlineData(8, "4 2 1 1")]
    [InlineData(2, "1 1")]
    [InlineData(1, "1")]
    public void Each_origin_gets_half_of_what_the_others_left(int count, string shares)
    {
        var places = new LinkPlaces(count, [], []);
        var (id, got) = (0, new List<int>());
        for (var origin = 0; places.Free > 0; origin++)
        {
            got.Add(0);
            for (; !places.Full.Contains($"{origin}"); id++)
            {
                places.Take(id, $"{origin}");
                got[^1]++;
            }
        }

        string.Join(' ', got).ShouldBe(shares);
    }

    [Fact]
    public void An_origin_with_its_share_gets_another_place_when_more_are_free()
    {
        var taken = Enumerable.Range(0, 4).Select(at => KeyValuePair.Create((long)at, "slow"));

        new LinkPlaces(8, taken, []).Full.ShouldBe(["slow"]);
        new LinkPlaces(8, taken.Skip(1), []).Full.ShouldBeEmpty();
        new LinkPlaces(8, taken, []).Taken.Count.ShouldBe(4);
    }

    [Fact]
    public void Origins_that_failed_get_one_place_each_and_a_quarter_together()
    {
        var silent = Enumerable.Range(0, 10).Select(at => $"silent{at}").ToArray();
        var places = new LinkPlaces(16, [], silent);
        var id = 0;
        foreach (var origin in silent.Where(origin => !places.Full.Contains(origin)))
        {
            places.Take(id++, origin);
            places.Full.ShouldContain(origin);
        }

        places.Taken.Count.ShouldBe(4);
        places.Full.ShouldBe(silent, ignoreOrder: true);
        places.Full.ShouldNotContain("answers");
        new LinkPlaces(1, [], silent).Full.ShouldBeEmpty();
    }
}
