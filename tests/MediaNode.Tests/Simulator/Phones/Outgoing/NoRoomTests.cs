using System.Net;
using System.Text.Json;
using MediaNode.Formats.Sealing;
using MediaNode.Tests.Durability;
using MediaNode.Tests.EndToEnd;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones.Outgoing;

/// <summary>The simulator's disk is full: what a phone sends is refused and leaves nothing, what it owes waits.</summary>
[Collection(HeavyTests.Name)]
public sealed class NoRoomTests : IAsyncLifetime
{
    private const string Path = $"/sim/phones/{PhoneBench.Ada}/send?type=document&to={PhoneBench.Number}";

    private readonly TempDirectory _temp = new();
    private PrivateMounts _mounts = null!;
    private SimulatorProcess _process = null!;
    private TestSimulator _simulator = null!;

    private string Data => _mounts.Reach(_temp.Path);

    public async ValueTask InitializeAsync()
    {
        _mounts = await PrivateMounts.StartAsync($"mount -t tmpfs -o size=40m small {_temp.Path}");
        _process = await SimulatorProcess.StartAsync(_temp.Path, under: _mounts.Enter);
        _simulator = new TestSimulator(_process.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _simulator.Dispose();
        await _process.DisposeAsync();
        await _mounts.DisposeAsync();
        _temp.Dispose();
    }

    [Theory]
    [InlineData(50_000_000)] // The body has no room.
    [InlineData(25_000_000)] // What is sealed has none.
    [InlineData(14_500_000)] // The phone's copy has none.
    public async Task What_has_no_room_is_refused_and_leaves_nothing_half_done(int length)
    {
        using var refused = await SendAsync(length);

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.JsonAsync()).GetProperty("error").GetString()!.ShouldStartWith("The simulator's disk does not take the media: No space left");
        await Eventually.HoldsAsync(() => Directory.GetFiles($"{Data}/spool").Length == 0, "nothing is left half-way");
        Directory.GetFiles($"{Data}/content").ShouldBeEmpty();
        (await EventsAsync()).ShouldBeEmpty();
        using var sent = await SendAsync(1_000);
        sent.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_was_asked_for_again_waits_for_room()
    {
        using var sent = await SendAsync(5_000_000);
        var answer = await sent.JsonAsync();
        await _mounts.RunAsync($"head -c 26000000 /dev/zero >{_temp.Path}/filler");

        var id = answer.GetProperty("id").GetString()!;
        var note = new RedeliveryRequest(id).Seal(SendingPhone.KeyOf(answer.GetProperty("media")));
        await _simulator.PostAsync(
            $"/wa/{PhoneBench.Number}/media_retries",
            $$"""{"message_id":"{{id}}","enc_p":"{{Convert.ToBase64String(note.Payload.Span)}}","enc_iv":"{{Convert.ToBase64String(note.Iv.Span)}}"}""");
        (await EventsAsync()).Count.ShouldBe(1);
        await _mounts.RunAsync($"rm {_temp.Path}/filler");

        await TestSimulator.UntilAsync(async () => (await EventsAsync()).Count == 2, () => "the phone answers");
        (await EventsAsync())[1].TryGetProperty("enc_p", out _).ShouldBeTrue();
    }

    private Task<HttpResponseMessage> SendAsync(int length) =>
        _simulator.Client.PostAsync(new Uri(Path, UriKind.Relative), new ByteArrayContent(Bytes.Random(length)));

    private async Task<IReadOnlyList<JsonElement>> EventsAsync() =>
        [.. (await _simulator.GetAsync($"/wa/{PhoneBench.Number}/events?limit=1000")).GetProperty("events").EnumerateArray()];
}
