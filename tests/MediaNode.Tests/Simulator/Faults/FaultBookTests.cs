using MediaNode.Simulator.Faults;
using MediaNode.Simulator.Storage;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Faults;

public sealed class FaultBookTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private SimulatorStore? _store;

    [Fact]
    public void The_same_seed_and_the_same_calls_give_the_same_faults()
    {
        Fault[] faults = [Faulty(FaultType.ServerError, probability: 0.3), Faulty(FaultType.Slow, probability: 0.5), Faulty(FaultType.Cut, times: 4, probability: 0.5)];
        var book = Open();
        book.Replace(42, faults);
        var first = Draw(book, 200);

        book.Replace(42, faults);
        Draw(book, 200).ShouldBe(first);
        book.Replace(43, faults);
        Draw(book, 200).ShouldNotBe(first);

        first.Count(names => names == FaultType.ServerError).ShouldBeInRange(30, 90);
        first.Count(names => names.Contains(FaultType.Cut)).ShouldBe(4);
    }

    [Fact]
    public void A_restart_goes_on_with_the_draws_and_with_what_is_left()
    {
        Fault[] faults = [Faulty(FaultType.ServerError, probability: 0.3), Faulty(FaultType.Cut, times: 7, probability: 0.2)];
        var book = Open();
        book.Replace(42, faults);
        var whole = Draw(book, 100);

        book.Replace(42, faults);
        var before = Draw(book, 30);
        var after = Draw(Open(), 70);

        before.Concat(after).ShouldBe(whole);
    }

    [Fact]
    public void A_fault_happens_as_often_as_it_says()
    {
        var book = Open();
        book.Replace(0, [Faulty(FaultType.Unauthorized, times: 2)]);

        Draw(book, 4).ShouldBe(["unauthorized", "unauthorized", "", ""]);
        book.Show().Faults.ShouldHaveSingleItem().Times.ShouldBe(0);
    }

    [Fact]
    public void A_fault_happens_where_it_makes_sense_and_where_it_says()
    {
        var book = Open();
        book.Replace(0, [Faulty(FaultType.LateReceipt), Faulty(FaultType.ServerError) with { On = FaultPoint.Connect }, Faulty(FaultType.HostDown) with { Host = "mmg-1" }]);

        Names(book.Take(FaultPoint.Receipt)).ShouldBe("late-receipt");
        Names(book.Take(FaultPoint.Connect)).ShouldBe("server-error");
        Names(book.Take(FaultPoint.Upload, "mmg-1")).ShouldBe("host-down");
        Names(book.Take(FaultPoint.Download, "mmg-1")).ShouldBe("host-down");
        Names(book.Take(FaultPoint.Upload, "mmg-2")).ShouldBe("");
        Names(book.Take(FaultPoint.Send)).ShouldBe("");
    }

    [Fact]
    public void What_happens_instead_comes_alone_and_leaves_the_others_for_later()
    {
        var book = Open();
        book.Replace(0, [Faulty(FaultType.Slow), Faulty(FaultType.LostAnswer, times: 1), Faulty(FaultType.Throttled, times: 1)]);

        Draw(book, 3).ShouldBe(["throttled", "slow,lost-answer", "slow"]);
    }

    [Fact]
    public void What_befalls_a_body_waits_for_one()
    {
        var book = Open();
        book.Replace(0, [Faulty(FaultType.Cut, times: 1)]);

        book.Take(FaultPoint.Upload, "mmg-1", hasBody: false).ShouldBeEmpty();
        Names(book.Take(FaultPoint.Upload, "mmg-1")).ShouldBe("cut");
    }

    [Fact]
    public async Task Callers_at_once_share_what_is_left()
    {
        var book = Open();
        book.Replace(0, [Faulty(FaultType.ServerError, times: 50)]);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Draw(book, 25))));

        taken.SelectMany(names => names).Count(names => names.Length > 0).ShouldBe(50);
    }

    public void Dispose()
    {
        _store?.Dispose();
        _directory.Dispose();
    }

    private FaultBook Open()
    {
        _store?.Dispose();
        _store = new SimulatorStore(_directory.Path);
        return new FaultBook(new FaultPages(_store, new FaultReader(["mmg-1", "mmg-2"])));
    }

    private static Fault Faulty(string type, int? times = null, double probability = 1) => new()
    {
        Type = type,
        Times = times,
        Probability = probability,
        AtByte = type == FaultType.Cut ? 10 : null,
        BytesPerSecond = type == FaultType.Slow ? 10 : null,
        Delay = type == FaultType.LateReceipt ? TimeSpan.FromHours(2) : null,
    };

    private static List<string> Draw(FaultBook book, int calls) =>
        [.. Enumerable.Range(0, calls).Select(_ => Names(book.Take(FaultPoint.Upload, "mmg-1")))];

    private static string Names(IReadOnlyList<Fault> faults) => string.Join(',', faults.Select(fault => fault.Type));
}
