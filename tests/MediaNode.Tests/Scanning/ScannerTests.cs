using MediaNode.Scanning;
using MediaNode.Settings;
using MediaNode.Volumes;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Scanning;

/// <summary>The limits around an engine.</summary>
public class ScannerTests
{
    [Fact]
    public async Task With_no_engine_everything_is_clean_and_nobody_looked()
    {
        using var file = new ScanFile(100 << 20);
        using var scanner = new Scanner(engine: null, new ScanningOptions(), TimeProvider.System, NullLogger<Scanner>.Instance);

        scanner.IsOn.ShouldBeFalse();
        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.Clean());
        (await scanner.StandingAsync(default)).ShouldBe(new ScannerStanding.Off());
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public async Task A_file_larger_than_the_engine_looks_at_whole_is_not_given_to_it(int length, bool given)
    {
        using var file = new ScanFile(length);
        var engine = new HeldEngine();
        engine.Verdict.SetResult(new ScanVerdict.Clean());
        using var scanner = new Scanner(engine, new ScanningOptions { MaxBytes = new ByteSize(1024) }, TimeProvider.System, NullLogger<Scanner>.Instance);

        var verdict = await scanner.ScanAsync(file);

        verdict.ShouldBe(given ? new ScanVerdict.Clean() : new ScanVerdict.None("the file is larger than the scanner looks at whole (1 KB)"));
        engine.Looks.ShouldBe(given ? 1 : 0);
    }

    [Fact]
    public async Task No_more_are_looked_at_at_once_than_the_setting_says_and_who_waits_may_go()
    {
        using var file = new ScanFile(10);
        using var gone = new CancellationTokenSource();
        var engine = new HeldEngine();
        using var scanner = new Scanner(engine, new ScanningOptions { MaxConcurrent = 2 }, TimeProvider.System, NullLogger<Scanner>.Instance);
        var first = scanner.ScanAsync(file);
        var second = scanner.ScanAsync(file);
        var third = scanner.ScanAsync(file);
        var fourth = scanner.ScanAsync(file, gone.Token);
        engine.Looks.ShouldBe(2);

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(fourth);
        engine.Verdict.SetResult(new ScanVerdict.Infected("X"));

        (await Task.WhenAll(first, second, third)).ShouldAllBe(verdict => verdict == new ScanVerdict.Infected("X"));
        engine.Looks.ShouldBe(3);
    }

    [Fact]
    public async Task A_place_is_free_again_after_a_fault()
    {
        using var file = new ScanFile(10);
        var engine = new HeldEngine();
        engine.Verdict.SetException(new NoVerdictException("out of order"));
        using var scanner = new Scanner(engine, new ScanningOptions { MaxConcurrent = 1 }, TimeProvider.System, NullLogger<Scanner>.Instance);

        for (var at = 0; at < 3; at++)
        {
            (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.None("out of order"));
        }

        engine.Looks.ShouldBe(3);
    }

    /// <summary>Says what the test says, when the test says it.</summary>
    private sealed class HeldEngine : IScanEngine
    {
        public TaskCompletionSource<ScanVerdict> Verdict { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Looks { get; private set; }

        public string Name => "held";

        public Task<ScanVerdict> LookAsync(Blob bytes, string path, CancellationToken cancellationToken)
        {
            Looks++;
            return Verdict.Task.WaitAsync(cancellationToken);
        }

        public Task TryAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
