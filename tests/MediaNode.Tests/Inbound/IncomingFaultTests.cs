using System.Text.Json;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>Media servers fail while a user's media is fetched.</summary>
public sealed class IncomingFaultTests : IAsyncLifetime
{
    private const string Phone = "15550910001";

    private IncomingNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await IncomingNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("""{"type":"wrong-bytes","on":"download","times":1}""")]
    [InlineData("""{"type":"wrong-bytes","on":"download","times":2}""")]
    [InlineData("""{"type":"cut","on":"download","at_byte":1000,"times":2}""")]
    [InlineData("""{"type":"host-down","on":"download","times":2}""")]
    [InlineData("""{"type":"host-down","on":"download","host":"mmg-1"}""")]
    [InlineData("""{"type":"throttled","on":"download","times":4}""")]
    [InlineData("""{"type":"too-many-requests","on":"download","retry_after":1,"times":3}""")]
    [InlineData("""{"type":"server-error","on":"download","times":3}""")]
    [InlineData("""{"type":"slow","on":"download","bytes_per_second":40000,"times":1}""")]
    public async Task What_passes_is_waited_out_and_the_bytes_are_right(string fault)
    {
        await _node.Simulator.BreakAsync(fault);
        var id = await _node.SendSampleAsync(Phone);

        var told = IncomingNode.Of(await _node.ToldAsync(id));

        (await _node.BytesAsync(told.GetProperty("id").GetString()!))
            .ShouldBe(await File.ReadAllBytesAsync(await SampleFiles.PathAsync("plain.jpg"), TestContext.Current.CancellationToken));
        _node.Receiver.Messages().Count(message => message.GetProperty("id").GetString() == id).ShouldBe(1);
    }

    [Fact]
    public async Task Wrong_bytes_at_every_host_are_never_kept_and_the_business_is_told_why()
    {
        await _node.Simulator.BreakAsync("""{"type":"wrong-bytes","on":"download"}""");
        var id = await _node.SendSampleAsync(Phone, "type=image&caption=look");

        var message = await _node.ToldAsync(id);

        var why = ShouldBeUndownloaded(message);
        why.ShouldContain("file_enc_sha256");
        foreach (var host in (string[])["mmg-1 ", "mmg-2 ", "mmg-fallback "])
        {
            why.ShouldContain(host);
        }

        IncomingNode.Of(message).GetProperty("caption").GetString().ShouldBe("look");
        _node.Files.ShouldBeEmpty();

        // And the download may be asked for again, by the message's id.
        await _node.Simulator.BreakAsync();
        var media = await _node.WantAsync(id);
        IncomingNode.Of(await _node.ItemAsync(media)).GetProperty("status").GetString().ShouldBe("downloaded");
        (await _node.BytesAsync(media)).Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_does_not_pass_is_given_up_after_its_time_and_told_without_an_id()
    {
        await _node.Simulator.BreakAsync("""{"type":"host-down","on":"download"}""");
        var id = await _node.SendSampleAsync(Phone);
        await TestSimulator.UntilAsync(
            async () => (await _node.Node.GetAsync($"/api/inbound?from={Phone}")) is var list
                && (await list.JsonAsync()).GetProperty("messages").EnumerateArray().Any(shown => shown.GetProperty("media").GetProperty("attempts").GetInt32() > 0),
            () => "that an attempt failed");
        _node.Receiver.Messages().ShouldBeEmpty();

        await _node.AdvanceAsync("2h");

        ShouldBeUndownloaded(await _node.ToldAsync(id)).ShouldContain("mmg-1");
        var shown = (await _node.ShownAsync(Phone, id)).GetProperty("media");
        shown.GetProperty("state").GetString().ShouldBe("undownloaded");
        shown.GetProperty("reason").GetString()!.ShouldContain("mmg-2");
    }

    [Fact]
    public async Task What_fails_again_after_it_was_asked_for_is_told_as_a_media_item_with_words()
    {
        await _node.Simulator.BreakAsync("""{"type":"wrong-bytes","on":"download"}""");
        var id = await _node.SendSampleAsync(Phone);
        await _node.ToldAsync(id);

        var item = await _node.ItemAsync(await _node.WantAsync(id));

        IncomingNode.Of(item).GetProperty("status").GetString().ShouldBe("undownloaded");
        var error = item.GetProperty("errors")[0];
        error.GetProperty("code").GetInt32().ShouldBe(400);
        error.GetProperty("title").GetString().ShouldBe("Media download error");
    }

    [Fact]
    public async Task Many_media_at_once_all_come_and_each_is_told_once()
    {
        await _node.Simulator.BreakAsync(
            """{"type":"host-down","on":"download","probability":0.3}""", """{"type":"wrong-bytes","on":"download","probability":0.2}""");
        var sent = new List<string>();
        for (var number = 0; number < 40; number++)
        {
            sent.Add(await _node.SendSampleAsync($"155509120{number % 8:D2}"));
        }

        foreach (var id in sent)
        {
            await _node.ToldAsync(id);
        }

        _node.Receiver.Messages().Select(message => message.GetProperty("id").GetString()).ShouldBeUnique();
    }

    /// <returns>What the business was told of why.</returns>
    private static string ShouldBeUndownloaded(JsonElement message)
    {
        var told = IncomingNode.Of(message);
        told.TryGetProperty("id", out _).ShouldBeFalse();
        told.TryGetProperty("file", out _).ShouldBeFalse();
        told.GetProperty("status").GetString().ShouldBe("undownloaded");
        told.GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        var error = message.GetProperty("errors")[0];
        error.GetProperty("code").GetInt32().ShouldBe(400);
        error.GetProperty("title").GetString().ShouldBe("Media download error");
        error.GetProperty("details").GetString()!.ShouldStartWith("Failed to download the media from the sender.");
        return error.GetProperty("details").GetString()!;
    }
}
