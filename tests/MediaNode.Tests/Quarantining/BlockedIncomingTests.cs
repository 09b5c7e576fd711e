using System.Net;
using MediaNode.Catalog;
using MediaNode.Scanning;
using MediaNode.Tests.Inbound;
using MediaNode.Tests.Renditions;
using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Quarantining;

/// <summary>What users send is not opened to the business when its content is in quarantine; what a scanner finds is put there.</summary>
public sealed class BlockedIncomingTests
{
    private const string Phone = "15550970001";

    private static readonly byte[] _pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"u8.ToArray();

    [Fact]
    public async Task It_is_told_with_words_and_without_the_media_and_comes_when_it_is_released()
    {
        await using var node = await IncomingNode.StartAsync();
        await node.Node.BlockAsync(_pdf);

        var id = await node.SendAsync(Phone, "type=document", _pdf, "application/pdf");
        var message = await node.ToldAsync(id);

        IncomingNode.Of(message).TryGetProperty("id", out _).ShouldBeFalse();
        message.GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
        node.Files.ShouldBeEmpty();
        (await node.Node.MediaAsync()).ShouldBeEmpty();
        (await node.Node.MetricsAsync()).ShouldContain("medianode_quarantine_refusals_total{what=\"incoming\"} 1");

        // Asked for by itself it is refused as well.
        var media = await node.WantAsync(id);
        var item = await node.ItemAsync(media);
        item.GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Node.StatusAsync($"/v1/media/{media}")).ShouldBe(HttpStatusCode.NotFound);

        await node.Node.ReleaseAsync(QuarantineCalls.DigestOf(_pdf));
        await node.WantAsync(id);
        await node.ItemAsync(media, times: 2);
        (await node.BytesAsync(media)).ShouldBe(_pdf);
    }

    [Fact]
    public async Task One_that_has_not_come_is_blocked_by_its_id()
    {
        await using var node = await IncomingNode.StartAsync();
        await node.SetAsync("""{"media":{"auto_download":[]}}""");
        var id = await node.SendAsync(Phone, "type=document", _pdf, "application/pdf");
        await node.ToldAsync(id);
        var media = node.Node.Part<InboundCatalog>().Find(id)!.MediaId;

        (await node.Node.BlockMediaAsync(media)).Text("digest").ShouldBe(QuarantineCalls.DigestOf(_pdf));

        await node.WantAsync(id);
        (await node.ItemAsync(media)).GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
    }

    [Fact]
    public async Task One_that_is_here_is_not_told_as_one_to_be_had_any_more()
    {
        await using var node = await IncomingNode.StartAsync();
        var id = await node.SendAsync(Phone, "type=document", _pdf, "application/pdf");
        var media = IncomingNode.Of(await node.ToldAsync(id)).Text("id");
        await node.Node.BlockMediaAsync(media);

        await node.WantAsync(id);

        (await node.ItemAsync(media)).GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Node.StatusAsync($"/v1/media/{media}")).ShouldBe(HttpStatusCode.Forbidden);
        await node.Node.ReleaseAsync(QuarantineCalls.DigestOf(_pdf));
        await node.WantAsync(id);
        (await node.ItemAsync(media, times: 2)).TryGetProperty("errors", out _).ShouldBeFalse();
        (await node.BytesAsync(media)).ShouldBe(_pdf);
    }

    [Fact]
    public async Task One_that_is_blocked_while_the_scanner_looks_is_not_opened()
    {
        var scanner = new SlowScanner(new ScanVerdict.Clean());
        await using var node = await IncomingNode.StartAsync(configure: services => services.AddSingleton<IScanner>(scanner));
        var id = await node.SendAsync(Phone, "type=document", _pdf, "application/pdf");
        await scanner.Asked;

        await node.Node.BlockAsync(_pdf);
        scanner.Answer();

        var message = await node.ToldAsync(id);
        IncomingNode.Of(message).TryGetProperty("id", out _).ShouldBeFalse();
        message.GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
        node.Files.ShouldBeEmpty();
        (await node.Node.MediaAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_scanner_finds_comes_in_no_other_way()
    {
        var scanner = new SlowScanner(new ScanVerdict.Infected("Eicar-Test-Signature"));
        scanner.Answer();
        await using var node = await IncomingNode.StartAsync(configure: services => services.AddSingleton<IScanner>(scanner));
        var uploaded = await node.Node.UploadAsync(_pdf, "application/pdf");

        await node.ToldAsync(await node.SendAsync(Phone, "type=document", _pdf, "application/pdf"));

        var blocked = await node.Node.ShowBlockedAsync(QuarantineCalls.DigestOf(_pdf));
        blocked.Text("source").ShouldBe("scanner");
        blocked.Text("reason").ShouldBe("The scanner found Eicar-Test-Signature in it.");
        blocked.GetProperty("by").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        using (var refused = await node.Node.GetAsync($"/v1/media/{uploaded}"))
        {
            await refused.ShouldBeQuarantinedAsync("Eicar-Test-Signature");
        }

        using (var refused = await node.Node.PostMediaAsync(_pdf, "application/pdf"))
        {
            await refused.ShouldBeQuarantinedAsync("Eicar-Test-Signature");
        }

        // The next user's is not even fetched.
        await node.ToldAsync(await node.SendAsync("15550970002", "type=document", _pdf, "application/pdf"));
        scanner.Asks.ShouldBe(1);
    }

    [Fact]
    public async Task What_an_operator_released_no_scanner_blocks_again()
    {
        var scanner = new SlowScanner(new ScanVerdict.Infected("False.Positive"));
        scanner.Answer();
        await using var node = await IncomingNode.StartAsync(configure: services => services.AddSingleton<IScanner>(scanner));
        await node.ToldAsync(await node.SendAsync(Phone, "type=document", _pdf, "application/pdf"));
        await node.Node.ReleaseAsync(QuarantineCalls.DigestOf(_pdf));

        var message = await node.ToldAsync(await node.SendAsync(Phone, "type=document", _pdf, "application/pdf"));

        (await node.BytesAsync(IncomingNode.Of(message).Text("id"))).ShouldBe(_pdf);
        scanner.Asks.ShouldBe(2);
        var row = await node.Node.ShowBlockedAsync(QuarantineCalls.DigestOf(_pdf));
        row.Text("state").ShouldBe("released");
        row.Text("released_by").ShouldBe("admin");
        await node.Node.UploadAsync(_pdf, "application/pdf");
    }

    [Fact]
    public async Task A_setting_leaves_what_the_scanner_finds_to_itself()
    {
        var scanner = new SlowScanner(new ScanVerdict.Infected("Eicar-Test-Signature"));
        scanner.Answer();
        await using var node = await IncomingNode.StartAsync(["--Scanning:QuarantineInfected=false"], services => services.AddSingleton<IScanner>(scanner));

        var message = await node.ToldAsync(await node.SendAsync(Phone, "type=document", _pdf, "application/pdf"));

        message.GetProperty("errors")[0].Text("details").ShouldContain("Eicar-Test-Signature");
        (await node.Node.ListAsync("?state=all")).GetProperty("quarantined").GetArrayLength().ShouldBe(0);
        await node.Node.UploadAsync(_pdf, "application/pdf");
    }

    private sealed class SlowScanner(ScanVerdict verdict) : IScanner
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asks;

        public bool IsOn => true;

        public Task Asked => _asked.Task;

        public int Asks => _asks;

        public void Answer() => _answer.TrySetResult();

        public async Task<ScanVerdict> ScanAsync(Blob bytes, string path, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asks);
            _asked.TrySetResult();
            await _answer.Task.WaitAsync(cancellationToken);
            return verdict;
        }
    }
}
