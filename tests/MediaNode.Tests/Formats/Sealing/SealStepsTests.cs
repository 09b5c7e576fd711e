using System.Buffers.Binary;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

public class SealStepsTests
{
    private const int Passes = 4;

    // What is waited for happens within milliseconds. A test that fails ends by this instead of never.
    private static readonly TimeSpan _never = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_pass_takes_every_step_once_in_order_and_as_it_was_handed_over(int ring)
    {
        const int Count = 5_000;
        var taken = Enumerable.Range(0, Passes).Select(_ => new List<int>()).ToArray();
        var random = Enumerable.Range(0, Passes).Select(seed => new Random(seed)).ToArray();
        using var steps = new SealSteps(All(Take), ring, room: 16);

        for (var i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(steps.Next.Plain, i);
            steps.Hand();
        }

        steps.Complete();
        taken.ShouldAllBe(numbers => numbers.SequenceEqual(Enumerable.Range(0, Count)));

        void Take(int pass, SealStep step)
        {
            Thread.SpinWait(random[pass].Next(500));
            taken[pass].Add(BinaryPrimitives.ReadInt32LittleEndian(step.Plain));
        }
    }

    [Fact]
    public void With_a_ring_of_one_all_is_done_by_the_caller()
    {
        var threads = new HashSet<Thread>();
        using var steps = new SealSteps(All((_, _) => threads.Add(Thread.CurrentThread)), ring: 1, room: 16);

        Hand(steps, 10);

        threads.ShouldBe([Thread.CurrentThread]);
    }

    [Fact]
    public void With_more_a_thread_of_the_pool_takes_part()
    {
        var caller = Thread.CurrentThread;
        using var helped = new ManualResetEventSlim();
        using var steps = new SealSteps(All(Take), ring: 4, room: 16);

        Hand(steps, 10);

        helped.IsSet.ShouldBeTrue();

        void Take(int pass, SealStep step)
        {
            if (Thread.CurrentThread == caller)
            {
                helped.Wait(_never).ShouldBeTrue();
            }
            else
            {
                Thread.CurrentThread.IsThreadPoolThread.ShouldBeTrue();
                helped.Set();
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_pass_throws_in_either_thread_is_thrown_to_the_caller_from_then_on(bool byCaller)
    {
        var caller = Thread.CurrentThread;
        var fault = new IOException("injected");
        using var thrown = new ManualResetEventSlim();
        using var steps = new SealSteps(All(Take), ring: 4, room: 16);

        Should.Throw<IOException>(() => Hand(steps, 1_000)).ShouldBeSameAs(fault);
        Should.Throw<IOException>(steps.Hand).ShouldBeSameAs(fault);
        Should.Throw<IOException>(steps.Complete).ShouldBeSameAs(fault);
        steps.Dispose();

        void Take(int pass, SealStep step)
        {
            if (Thread.CurrentThread == caller == byCaller)
            {
                thrown.Set();
                throw fault;
            }

            thrown.Wait(_never).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Disposal_waits_for_the_thread_that_is_in_a_step_and_nothing_is_taken_afterwards()
    {
        var taken = 0;
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var steps = new SealSteps([Take], ring: 4, room: 16);
        steps.Hand();
        steps.Hand();
        inside.Wait(_never, TestContext.Current.CancellationToken).ShouldBeTrue();

        var disposal = new Thread(steps.Dispose);
        disposal.Start();
        SpinWait.SpinUntil(() => disposal.ThreadState is ThreadState.WaitSleepJoin or ThreadState.Stopped, _never).ShouldBeTrue();
        disposal.ThreadState.ShouldBe(ThreadState.WaitSleepJoin);
        leave.Set();
        disposal.Join(_never).ShouldBeTrue();

        // Whatever the pool has been asked to do for it has had its turn when this has.
        await Task.Run(() => { }, TestContext.Current.CancellationToken);
        taken.ShouldBe(1);
        steps.Dispose();

        void Take(SealStep step)
        {
            taken++;
            inside.Set();
            leave.Wait(_never).ShouldBeTrue();
        }
    }

    private static Action<SealStep>[] All(Action<int, SealStep> take) =>
        [.. Enumerable.Range(0, Passes).Select(pass => (Action<SealStep>)(step => take(pass, step)))];

    private static void Hand(SealSteps steps, int count)
    {
        for (var i = 0; i < count; i++)
        {
            steps.Hand();
        }

        steps.Complete();
    }
}
