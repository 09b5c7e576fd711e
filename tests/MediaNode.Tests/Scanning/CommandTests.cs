using MediaNode.Scanning;
using MediaNode.Tests.Sandboxing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Scanning;

/// <summary>A program that looks, and all that programs do wrong.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task It_says_clean_with_0_and_infected_with_1_and_a_name()
    {
        using var harmless = new ScanFile(1000, name: "a file's \"name\" $HOME");
        using var harmful = new ScanFile(1000, "wicked"u8, name: "a file's \"name\" $HOME");
        using var scanner = Running("""
            grep -q wicked "$1" || { echo "$1: OK"; exit 0; }
            echo "$1: Test.Wicked FOUND"
            echo "Infected files: 1"
            exit 1
            """);

        scanner.IsOn.ShouldBeTrue();
        (await scanner.ScanAsync(harmless)).ShouldBe(new ScanVerdict.Clean());
        (await scanner.ScanAsync(harmful)).ShouldBe(new ScanVerdict.Infected("Test.Wicked"));
    }

    [Theory]
    [InlineData("exit 1", "unnamed")]
    [InlineData("printf '\\n\\n  Wicked\\033[2J\\n'; exit 1", "Wicked?[2J")]
    [InlineData("echo Wicked; yes | head -c 5000000; exit 1", "Wicked")]
    [InlineData("head -c 5000000 /dev/zero | tr '\\0' x; exit 1", null)]
    public async Task The_name_is_short_and_printable_whatever_it_writes(string script, string? name)
    {
        using var file = new ScanFile(10);
        using var scanner = Running(script);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.Infected(name ?? new string('x', 120)));
    }

    [Theory]
    [InlineData("exit 2", "the scanner ended with code 2")]
    [InlineData("echo \"LibClamAV Error: $1: no database\" >&2; exit 2", "the scanner ended with code 2: LibClamAV Error: the file: no database")]
    [InlineData("echo on output; exit 50", "the scanner ended with code 50: on output")]
    [InlineData("kill -9 $$", "the scanner was ended by signal 9")]
    [InlineData("echo \"$1: Heuristics.Limits.Exceeded FOUND\"; exit 1", "the scanner reached a limit of its own: Heuristics.Limits.Exceeded")]
    public async Task Anything_else_is_no_verdict(string script, string why)
    {
        using var file = new ScanFile(10);
        using var scanner = Running(script);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.None(why));
    }

    [Fact]
    public async Task It_gets_nothing_of_the_nodes_but_the_file()
    {
        using var file = new ScanFile(10);
        using var scanner = Running($"env >{_folder.Path}/env; cat >{_folder.Path}/input; ls -l /proc/self/fd >{_folder.Path}/open; pwd >{_folder.Path}/where");

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.Clean());

        (await ReadAsync("env")).Split('\n').Select(static line => line.Split('=')[0])
            .Except(["", "PWD", "OLDPWD", "SHLVL", "_"]) // The shell's own.
            .ShouldBe(["PATH", "LC_ALL", "HOME"], ignoreOrder: true);
        (await ReadAsync("input")).ShouldBeEmpty();
        (await ReadAsync("where")).ShouldBe("/\n");
        (await ReadAsync("open")).ShouldNotContain(file.Path);
    }

    [Fact]
    public async Task One_that_hangs_is_killed_at_the_deadline_with_all_that_it_started()
    {
        using var file = new ScanFile(10);
        var clock = new FakeTimeProvider();
        var mark = Processes.NewMark();
        using var scanner = Running($"sh -c 'sleep 1000; : {mark}' & sh -c 'sleep 1000; : {mark}'", clock);
        var scanning = scanner.ScanAsync(file);
        await Eventually.HoldsAsync(() => Processes.Count(mark) >= 2, "the program runs");

        clock.Advance(TimeSpan.FromSeconds(61));

        (await scanning).ShouldBe(new ScanVerdict.None("the scanner did not answer within 60 s"));
        await Eventually.HoldsAsync(() => Processes.Count(mark) == 0, "nothing of it runs");
    }

    [Fact]
    public async Task What_it_leaves_running_holds_up_nobody_and_goes_with_it()
    {
        using var file = new ScanFile(10);
        var mark = Processes.NewMark();
        using var scanner = Running($"sh -c 'sleep 1000; : {mark}' & exit 0");

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.Clean());

        await Eventually.HoldsAsync(() => Processes.Count(mark) == 0, "nothing of it runs");
    }

    [Fact]
    public async Task Who_asked_may_go_and_the_program_goes_too()
    {
        using var file = new ScanFile(10);
        using var gone = new CancellationTokenSource();
        var mark = Processes.NewMark();
        using var scanner = Running($"sh -c 'sleep 1000; : {mark}'");
        var scanning = scanner.ScanAsync(file, gone.Token);
        await Eventually.HoldsAsync(() => Processes.Count(mark) > 0, "the program runs");

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(scanning);
        await Eventually.HoldsAsync(() => Processes.Count(mark) == 0, "nothing of it runs");
    }

    [Theory]
    [InlineData("/no/such/program {file}", "the scanner is not installed: there is no program /no/such/program")]
    [InlineData("no-such-program {file}", "the scanner is not installed: there is no program no-such-program")]
    public async Task A_program_that_is_not_there_has_no_verdict_and_is_said_to_be_silent(string line, string why)
    {
        using var file = new ScanFile(10);
        using var scanner = Scanners.Command(line);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.None(why));
        (await scanner.StandingAsync(default)).ShouldBeOfType<ScannerStanding.Silent>().Why.ShouldBe(why);
    }

    [Fact]
    public async Task One_that_cannot_be_started_has_no_verdict()
    {
        var program = Path.Combine(_folder.Path, "broken");
        await File.WriteAllTextAsync(program, "no program at all");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var file = new ScanFile(10);
        using var scanner = Scanners.Command($"'{program}' {{file}}");

        (await scanner.ScanAsync(file)).ShouldBeOfType<ScanVerdict.None>().Why.ShouldStartWith("the scanner cannot be started: ");
    }

    public void Dispose() => _folder.Dispose();

    private Scanner Running(string script, TimeProvider? machine = null)
    {
        var path = Path.Combine(_folder.Path, "script");
        File.WriteAllText(path, script);
        return Scanners.Command($"/bin/sh '{path}' {{file}}", machine);
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_folder.Path, name));
}
