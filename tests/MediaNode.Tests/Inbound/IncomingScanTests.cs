using MediaNode.Scanning;
using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>A scanner looks at what users send before anybody is told of it.</summary>
public sealed class IncomingScanTests
{
    private const string Phone = "15550940001";

    [Fact]
    public async Task What_the_scanner_is_against_is_not_kept_and_the_business_is_told_why()
    {
        var scanner = new FixedScanner(new ScanVerdict.Infected("Eicar-Test-Signature"));
        await using var node = await IncomingNode.StartAsync(configure: services => services.AddSingleton<IScanner>(scanner));

        var message = await node.ToldAsync(await node.SendSampleAsync(Phone));

        IncomingNode.Of(message).TryGetProperty("id", out _).ShouldBeFalse();
        message.GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain("Eicar-Test-Signature");
        node.Files.ShouldBeEmpty();
        (await node.Node.MediaAsync()).ShouldBeEmpty();
        scanner.Seen.ShouldBe([IncomingNode.Of(message).GetProperty("sha256").GetString()!]);
    }

    [Theory]
    [InlineData("refuse", false)]
    [InlineData("accept", true)]
    public async Task Without_a_verdict_the_setting_decides(string setting, bool isKept)
    {
        var scanner = new FixedScanner(new ScanVerdict.None("clamd is away"));
        await using var node = await IncomingNode.StartAsync(
            [$"--Scanning:WhenNoVerdict={setting}"], services => services.AddSingleton<IScanner>(scanner));

        var message = await node.ToldAsync(await node.SendSampleAsync(Phone));

        IncomingNode.Of(message).TryGetProperty("id", out _).ShouldBe(isKept);
        message.TryGetProperty("errors", out var errors).ShouldBe(!isKept);
        if (!isKept)
        {
            errors[0].GetProperty("details").GetString()!.ShouldContain("clamd is away");
        }
    }

    [Fact]
    public async Task What_is_clean_is_kept()
    {
        await using var node = await IncomingNode.StartAsync(configure: services => services.AddSingleton<IScanner>(new FixedScanner(new ScanVerdict.Clean())));

        IncomingNode.Of(await node.ToldAsync(await node.SendSampleAsync(Phone))).TryGetProperty("id", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("rm -f \"$1\"", "taken away or replaced")]
    [InlineData("ln -sf /etc/hostname \"$1\"", "taken away or replaced")]
    [InlineData("cp \"$1\" \"$1.copy\" && mv \"$1.copy\" \"$1\"", "taken away or replaced")]
    [InlineData("echo evil >>\"$1\"", "was changed")]
    [InlineData("printf evil | dd of=\"$1\" conv=notrunc 2>/dev/null", "was changed")]
    [InlineData("touch \"$1\"", null)]
    public async Task What_the_scanner_did_not_leave_as_it_was_is_not_kept(string script, string? why)
    {
        using var folder = new TempDirectory();
        var program = Path.Combine(folder.Path, "scan");
        await File.WriteAllTextAsync(program, script + "\nexit 0\n", TestContext.Current.CancellationToken);
        await using var node = await IncomingNode.StartAsync(["--Scanning:Mode=command", $"--Scanning:Command=/bin/sh {program} {{file}}"]);

        var message = await node.ToldAsync(await node.SendSampleAsync(Phone));

        if (why is null)
        {
            await node.BytesAsync(IncomingNode.Of(message).GetProperty("id").GetString()!);
            return;
        }

        IncomingNode.Of(message).TryGetProperty("id", out _).ShouldBeFalse();
        message.GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain(why);
        node.Files.ShouldBeEmpty();
        (await node.Node.MediaAsync()).ShouldBeEmpty();
    }

    private sealed class FixedScanner(ScanVerdict verdict) : IScanner
    {
        public List<string> Seen { get; } = [];

        public bool IsOn => true;

        public async Task<ScanVerdict> ScanAsync(Blob bytes, string path, CancellationToken cancellationToken)
        {
            var read = new byte[bytes.Length];
            bytes.Read(read, 0);
            read.ShouldBe(await File.ReadAllBytesAsync(path, cancellationToken));
            Seen.Add(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(read)));
            return verdict;
        }
    }
}
