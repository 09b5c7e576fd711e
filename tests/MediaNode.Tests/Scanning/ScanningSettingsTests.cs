using MediaNode.Cli.Doctor;
using MediaNode.Hosting;
using MediaNode.Scanning;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Scanning;

public class ScanningSettingsTests
{
    [Fact]
    public void Nobody_scans_unless_told_to()
    {
        var options = NodeSettings.Load([]).Settings!.Get<ScanningOptions>();

        (options.Mode, options.WhenNoVerdict, options.MaxBytes.Bytes, options.MaxConcurrent, options.Deadline)
            .ShouldBe((ScanMode.Off, NoVerdictPolicy.Refuse, 26_214_400, 2, TimeSpan.FromMinutes(1)));
        ScanEngines.Of(options).ShouldBeNull();
    }

    [Theory]
    [InlineData("--Scanning:Mode=virustotal", "Scanning:Mode = 'virustotal': write one of off, command, clamd")]
    [InlineData("--Scanning:Mode=7", "Scanning:Mode = '7': must be off, command or clamd")]
    [InlineData("--Scanning:WhenNoVerdict=maybe", "Scanning:WhenNoVerdict = 'maybe': write one of refuse, accept")]
    [InlineData("--Scanning:Deadline=0", "Scanning:Deadline = '0': must be between 00:00:01 and 01:00:00")]
    [InlineData("--Scanning:MaxBytes=5GB", "Scanning:MaxBytes = '5GB': must be between 1 KB and 4 GB")]
    [InlineData("--Scanning:MaxConcurrent=0", "Scanning:MaxConcurrent = '0': must be between 1 and 64")]
    [InlineData("--Scanning:Mode=command", "Scanning:Command = '': names no program; write for example: clamdscan --no-summary --fdpass {file}")]
    public void A_mistake_is_told_at_start(string setting, string mistake) => NodeSettings.Load([setting]).Mistakes.ShouldBe([mistake]);

    [Theory]
    [InlineData("clamscan --no-summary", "must have {file} among its arguments, where the path of the file stands")]
    [InlineData("{file}", "must have {file} among its arguments, where the path of the file stands")]
    [InlineData("bin/scan {file}", "write the program's full path, or its name alone")]
    [InlineData("scan '{file}", "a quote is not closed")]
    [InlineData("   ", "names no program; write for example: clamdscan --no-summary --fdpass {file}")]
    public void A_command_that_cannot_be_meant_is_told_at_start(string line, string mistake) =>
        NodeSettings.Load(["--Scanning:Mode=command", $"--Scanning:Command={line}"]).Mistakes.ShouldBe([$"Scanning:Command = '{line}': {mistake}"]);

    [Theory]
    [InlineData("scan {file}", "scan", new[] { "/f i" })]
    [InlineData("  '/opt/my scanner/scan'\t--in=\"{file}\"  -x'a b'c '' {file}.log", "/opt/my scanner/scan", new[] { "--in=/f i", "-xa bc", "", "/f i.log" })]
    [InlineData("scan \"it's\" '\"' $HOME;ls \\ {file}", "scan", new[] { "it's", "\"", "$HOME;ls", "\\", "/f i" })]
    public void A_command_is_words_and_there_is_no_shell(string line, string program, string[] arguments)
    {
        ScanCommand.TryParse(line, out var command, out _).ShouldBeTrue();

        command!.Program.Name.ShouldBe(program);
        command.ArgumentsFor("/f i").ShouldBe(arguments);
    }

    [Theory]
    [InlineData("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl")]
    [InlineData("tcp://127.0.0.1:3310", "tcp://127.0.0.1:3310")]
    [InlineData("tcp://[::1]:3310/", "tcp://[::1]:3310")]
    [InlineData("tcp://clamav:3310", "tcp://clamav:3310")]
    [InlineData("tcp://clamav", null)]
    [InlineData("tcp://me@clamav:3310", null)]
    [InlineData("tcp://clamav:3310/path", null)]
    [InlineData("http://clamav:3310", null)]
    [InlineData("clamav:3310", null)]
    [InlineData("run/clamd.ctl", null)]
    [InlineData("", null)]
    public void Where_clamd_is_may_be_a_path_or_a_host_and_a_port(string text, string? shown)
    {
        var (settings, mistakes) = NodeSettings.Load(["--Scanning:Mode=clamd", $"--Scanning:Clamd={text}"]);

        if (shown is null)
        {
            mistakes.ShouldBe([$"Scanning:Clamd = '{text}': must be the path of a Unix socket (107 bytes at most) or tcp://host:port"]);
        }
        else
        {
            mistakes.ShouldBeEmpty();
            ScanEngines.Of(settings!.Get<ScanningOptions>())!.Name.ShouldBe($"clamd at {shown}");
        }
    }

    [Theory]
    [InlineData("--Scanning:WhenNoVerdict=refuse", "Failed", "are refused")]
    [InlineData("--Scanning:WhenNoVerdict=accept", "Warning", "are accepted unscanned")]
    public async Task The_doctor_tells_that_the_scanner_is_silent_and_what_comes_of_it(string policy, string state, string advice)
    {
        var settings = NodeSettings.Load(["--Scanning:Mode=clamd", "--Scanning:Clamd=/no/such/clamd.ctl", policy]).Settings;

        var finding = await ScannerCheck.OfAsync(settings, TimeProvider.System, TestContext.Current.CancellationToken);

        finding.State.ToString().ShouldBe(state);
        finding.Detail.ShouldStartWith("clamd at /no/such/clamd.ctl: clamd cannot be reached: ");
        finding.Advice!.ShouldContain(advice);
    }

    [Fact]
    public async Task The_doctor_tells_that_the_scanner_is_there_or_off_or_not_to_be_known()
    {
        await using var clamd = new FakeClamd(async talk =>
        {
            await talk.CommandAsync();
            await talk.AnswerAsync("PONG");
        });
        var there = NodeSettings.Load(["--Scanning:Mode=clamd", $"--Scanning:Clamd={clamd.Address}"]).Settings;
        var program = NodeSettings.Load(["--Scanning:Mode=command", "--Scanning:Command=/bin/grep -L wicked {file}"]).Settings;

        (await ScannerCheck.OfAsync(there, TimeProvider.System, default)).ShouldBe(Finding.Ok("scanner", $"clamd at {clamd.Address} is there"));
        (await ScannerCheck.OfAsync(program, TimeProvider.System, default)).ShouldBe(Finding.Ok("scanner", "/bin/grep is there"));
        (await ScannerCheck.OfAsync(NodeSettings.Load([]).Settings, TimeProvider.System, default)).Detail.ShouldStartWith("off: ");
        (await ScannerCheck.OfAsync(null, TimeProvider.System, default)).State.ShouldBe(FindingState.Warning);
    }

    [Fact]
    public async Task Health_tells_whether_the_scanner_is_there()
    {
        await using var off = await TestNode.StartAsync();
        await using var silent = await TestNode.StartAsync(["--Scanning:Mode=command", "--Scanning:Command=no-such-program {file}"]);

        (await ScanningAsync(off)).ToString().ShouldBe("""{"scanner":"off"}""");
        (await ScanningAsync(silent)).ToString()
            .ShouldBe("""{"scanner":"silent","reason":"the scanner is not installed: there is no program no-such-program"}""");

        static async Task<System.Text.Json.JsonElement> ScanningAsync(TestNode node)
        {
            using var health = await node.GetAsync("/v1/health");
            return (await health.JsonAsync()).GetProperty("node").GetProperty("scanning");
        }
    }
}
