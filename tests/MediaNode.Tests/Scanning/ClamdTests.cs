using MediaNode.Scanning;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Scanning;

/// <summary>What clamd may answer, and all the ways in which it may not.</summary>
public class ClamdTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(65_536, false)]
    [InlineData(65_537, true)]
    [InlineData(3_000_000, true)]
    public async Task A_file_arrives_whole_and_is_clean(int length, bool tcp)
    {
        using var file = new ScanFile(length, "end"u8);
        byte[] received = [];
        await using var clamd = new FakeClamd(async talk =>
        {
            (await talk.CommandAsync()).ShouldBe("zINSTREAM");
            received = await talk.FileAsync();
            await talk.AnswerAsync("stream: OK");
        }, tcp);
        using var scanner = Scanners.Clamd(clamd.Address);

        scanner.IsOn.ShouldBeTrue();
        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.Clean());

        received.ShouldBe(await File.ReadAllBytesAsync(file.Path));
    }

    [Fact]
    public async Task A_find_is_told_by_its_name_which_is_fit_for_a_log()
    {
        using var file = new ScanFile(10);
        using var log = new CapturedLog();
        await using var clamd = Answering("stream: Win.Test\r\n\u001b[31mevil\u00e9 FOUND");
        using var scanner = Scanners.Clamd(clamd.Address, log: log);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.Infected("Win.Test???[31mevil?"));

        log.Lines.ShouldHaveSingleItem().ShouldContain("The scanner found malware in a media: Win.Test???[31mevil?");
    }

    [Theory]
    [InlineData("stream: Can't allocate memory ERROR", "clamd reports: stream: Can't allocate memory ERROR")]
    [InlineData("COMMAND READ TIMED OUT", "clamd answered what cannot be understood: COMMAND READ TIMED OUT")]
    [InlineData("UNKNOWN COMMAND", "clamd answered what cannot be understood: UNKNOWN COMMAND")]
    [InlineData("", "clamd answered what cannot be understood: ")]
    [InlineData("OK", "clamd answered what cannot be understood: OK")]
    [InlineData("stream: OK\n", "clamd answered what cannot be understood: stream: OK?")]
    [InlineData("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", "the scanner reached a limit of its own: Heuristics.Limits.Exceeded.MaxFileSize")]
    public async Task Any_other_answer_is_no_verdict(string answer, string why)
    {
        using var file = new ScanFile(10);
        await using var clamd = Answering(answer);
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.None(why));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clamd_that_wants_no_more_is_heard_while_the_file_is_being_sent(bool tcp)
    {
        using var file = new ScanFile(20 << 20);
        await using var clamd = new FakeClamd(async talk =>
        {
            await talk.CommandAsync();
            await talk.ChunkAsync();
            await talk.AnswerAsync("INSTREAM size limit exceeded. ERROR");
            await talk.FileAsync(); // Or the system would throw away the answer with what was not read.
        }, tcp);
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.None("clamd reports: INSTREAM size limit exceeded. ERROR"));
    }

    [Fact]
    public async Task A_file_called_clean_before_it_was_sent_is_not_clean()
    {
        using var file = new ScanFile(20 << 20);
        var over = new TaskCompletionSource();
        await using var clamd = new FakeClamd(async talk =>
        {
            await talk.CommandAsync();
            await talk.ChunkAsync();
            await talk.AnswerAsync("stream: OK");
            await over.Task;
        });
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.None("clamd answered before it had the whole file"));

        over.SetResult();
    }

    [Theory]
    [InlineData("at once", false)]
    [InlineData("at once", true)]
    [InlineData("amid the file", false)]
    [InlineData("amid the file", true)]
    [InlineData("after the file", false)]
    [InlineData("amid the answer", false)]
    public async Task A_clamd_that_closes_has_no_verdict(string when, bool tcp)
    {
        using var file = new ScanFile(20 << 20);
        await using var clamd = new FakeClamd(talk => when switch
        {
            "amid the file" => ThenAsync(talk.CommandAsync(), talk.ChunkAsync),
            "after the file" => ThenAsync(talk.CommandAsync(), talk.FileAsync),
            "amid the answer" => ThenAsync(talk.CommandAsync(), async () =>
            {
                await talk.FileAsync();
                await talk.RawAsync("stream: OK");
            }),
            _ => Task.CompletedTask,
        }, tcp);
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(file)).ShouldBeOfType<ScanVerdict.None>().Why.ShouldStartWith("clamd closed the connection");
    }

    [Fact]
    public async Task Words_without_end_are_not_listened_to()
    {
        using var file = new ScanFile(10);
        await using var clamd = new FakeClamd(async talk =>
        {
            while (true)
            {
                await talk.RawAsync(new string('x', 1000));
            }
        });
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(file)).ShouldBe(new ScanVerdict.None("clamd answered with more than 4 KB"));
    }

    [Theory]
    [InlineData("reading nothing")]
    [InlineData("amid the file")]
    [InlineData("after the file")]
    public async Task A_clamd_that_hangs_is_given_up_at_the_deadline(string when)
    {
        using var file = new ScanFile(20 << 20);
        var clock = new FakeTimeProvider();
        var hangs = new TaskCompletionSource();
        var over = new TaskCompletionSource();
        await using var clamd = new FakeClamd(async talk =>
        {
            if (when != "reading nothing")
            {
                await talk.CommandAsync();
                await (when == "amid the file" ? talk.ChunkAsync() : talk.FileAsync());
            }

            hangs.SetResult();
            await over.Task;
        });
        using var scanner = Scanners.Clamd(clamd.Address, machine: clock);
        var scanning = scanner.ScanAsync(file);
        await hangs.Task;

        clock.Advance(TimeSpan.FromSeconds(59));
        scanning.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(2));

        (await scanning).ShouldBe(new ScanVerdict.None("the scanner did not answer within 60 s"));
        over.SetResult();
    }

    [Theory]
    [InlineData("/no/such/clamd.ctl")]
    [InlineData("tcp://127.0.0.1:9")]
    public async Task A_clamd_that_is_not_there_has_no_verdict(string address)
    {
        using var file = new ScanFile(10);
        using var log = new CapturedLog();
        using var scanner = Scanners.Clamd(address, log: log);

        (await scanner.ScanAsync(file)).ShouldBeOfType<ScanVerdict.None>().Why.ShouldStartWith("clamd cannot be reached: ");

        log.Lines.ShouldHaveSingleItem().ShouldContain("The scanner has no verdict on a media: clamd cannot be reached");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_to_its_end_is_not_clean()
    {
        using var file = new ScanFile(100_000).CutShort(by: 1);
        await using var clamd = new FakeClamd(async talk =>
        {
            await talk.CommandAsync();
            await talk.FileAsync();
            await talk.AnswerAsync("stream: OK");
        });
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(file)).ShouldBeOfType<ScanVerdict.None>();
    }

    [Fact]
    public async Task Whether_it_is_there_is_found_out_by_a_ping()
    {
        await using var clamd = new FakeClamd(async talk => await talk.AnswerAsync(await talk.CommandAsync() == "zPING" ? "PONG" : "no"));
        await using var other = new FakeClamd(talk => talk.AnswerAsync("220 mail.example ESMTP"), tcp: true);
        using var scanner = Scanners.Clamd(clamd.Address);
        using var mistaken = Scanners.Clamd(other.Address);
        using var absent = Scanners.Clamd("/no/such/clamd.ctl");

        (await scanner.StandingAsync(default)).ShouldBe(new ScannerStanding.Answering($"clamd at {clamd.Address}"));
        (await mistaken.StandingAsync(default)).ShouldBeOfType<ScannerStanding.Silent>().Why.ShouldStartWith("clamd answered what cannot be understood: 220");
        (await absent.StandingAsync(default)).ShouldBeOfType<ScannerStanding.Silent>().Scanner.ShouldBe("clamd at /no/such/clamd.ctl");
    }

    private static FakeClamd Answering(string answer) => new(async talk =>
    {
        await talk.CommandAsync();
        await talk.FileAsync();
        await talk.AnswerAsync(answer);
    });

    private static async Task ThenAsync(Task first, Func<Task> then)
    {
        await first;
        await then();
    }
}
