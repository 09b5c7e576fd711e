using System.Net;
using MediaNode.Access;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Access;

public sealed class LoginThrottleTests : IDisposable
{
    private static readonly IPAddress _guesser = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress _other = IPAddress.Parse("192.0.2.2");
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_clock);

    public void Dispose() => _throttle.Dispose();

    [Fact]
    public async Task Three_failures_are_free()
    {
        for (var failure = 0; failure < 3; failure++)
        {
            var login = FailAsync(_guesser);
            login.IsCompleted.ShouldBeTrue();
            (await login).ShouldBe((true, null));
        }

        FailAsync(_guesser).IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, 250)]
    [InlineData(4, 500)]
    [InlineData(5, 1000)]
    [InlineData(6, 2000)]
    [InlineData(7, 4000)]
    [InlineData(8, 4000)]
    [InlineData(40, 4000)]
    public async Task Each_failure_makes_the_next_turn_wait_longer_up_to_four_seconds(int failures, int milliseconds)
    {
        await FailTimesAsync(_guesser, failures);

        var login = SucceedAsync(_guesser);
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        login.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await login.WaitAsync(_patience)).ShouldBe((true, "in"));
    }

    [Fact]
    public async Task The_right_password_is_taken_when_its_turn_comes_however_many_were_wrong()
    {
        await FailTimesAsync(_guesser, 100);
        var guesses = Enumerable.Range(0, 7).Select(_ => FailAsync(_guesser)).ToList();

        var right = SucceedAsync(_guesser);

        await Task.WhenAll(guesses.Append(right).Select(WaitAsync));
        (await right).ShouldBe((true, "in"));
    }

    [Fact]
    public async Task Another_address_does_not_wait()
    {
        await FailTimesAsync(_guesser, 50);
        var waiting = FailAsync(_guesser);

        var other = SucceedAsync(_other);

        (await other.WaitAsync(_patience)).ShouldBe((true, "in"));
        waiting.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Beyond_eight_that_wait_an_address_is_turned_away_and_only_that_address()
    {
        await FailTimesAsync(_guesser, 3);
        var waiting = Enumerable.Range(0, 8).Select(_ => FailAsync(_guesser)).ToList();

        (await SucceedAsync(_guesser).WaitAsync(_patience)).ShouldBe((false, null));
        (await SucceedAsync(_other).WaitAsync(_patience)).ShouldBe((true, "in"));

        await Task.WhenAll(waiting.Select(WaitAsync));
        (await WaitAsync(SucceedAsync(_guesser))).ShouldBe((true, "in"));
    }

    [Fact]
    public async Task A_client_that_gives_up_waiting_makes_room()
    {
        await FailTimesAsync(_guesser, 3);
        using var patience = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 8)
            .Select(_ => _throttle.CheckAsync(_guesser, () => (string?)null, patience.Token)).ToList();

        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(Task.WhenAll(waiting));

        (await WaitAsync(SucceedAsync(_guesser))).ShouldBe((true, "in"));
    }

    [Fact]
    public async Task Failures_are_forgiven_one_in_thirty_seconds()
    {
        await FailTimesAsync(_guesser, 3);
        _clock.Advance(TimeSpan.FromSeconds(30));

        FailAsync(_guesser).IsCompleted.ShouldBeTrue();
        FailAsync(_guesser).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task The_addresses_of_one_IPv6_network_share_a_turn_and_IPv4_is_itself_however_written()
    {
        await FailTimesAsync(IPAddress.Parse("2001:db8:1:2::1"), 3);
        SucceedAsync(IPAddress.Parse("2001:db8:1:2:ffff::9")).IsCompleted.ShouldBeFalse();
        SucceedAsync(IPAddress.Parse("2001:db8:1:3::1")).IsCompleted.ShouldBeTrue();

        await FailTimesAsync(_guesser, 3);
        SucceedAsync(_guesser.MapToIPv6()).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Strangers_beyond_ten_thousand_share_one_turn_and_those_who_were_there_keep_theirs()
    {
        await FailTimesAsync(_guesser, 3);
        await SucceedAsync(_other);
        for (uint stranger = 0; stranger < 10_000; stranger++)
        {
            await FailAsync(Stranger(stranger));
        }

        for (uint stranger = 20_000; stranger < 20_003; stranger++)
        {
            await WaitAsync(FailAsync(Stranger(stranger)));
        }

        SucceedAsync(Stranger(30_000)).IsCompleted.ShouldBeFalse();
        SucceedAsync(Stranger(5)).IsCompleted.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMinutes(5));
        (await SucceedAsync(Stranger(40_000)).WaitAsync(_patience)).ShouldBe((true, "in"));

        static IPAddress Stranger(uint number) => new([198, 18, (byte)(number >> 8), (byte)number]);
    }

    [Fact]
    public async Task A_node_that_is_asked_too_often_at_once_says_when_to_come_back()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        for (var failure = 0; failure < 3; failure++)
        {
            using var refused = await node.PostLoginAsync("admin", "wrong");
            await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
        }

        // The node's clock stands still: eight wait for ever, and the ninth is the one that is answered.
        var logins = Enumerable.Range(0, 9).Select(_ => node.PostLoginAsync("admin", TestNode.Password)).ToList();
        using var turned = await await Task.WhenAny(logins).WaitAsync(_patience);

        (await turned.ShouldRefuseAsync(HttpStatusCode.TooManyRequests, 1015)).ShouldContain("Nothing is locked");
        turned.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        logins.Count(login => login.IsCompleted).ShouldBe(1);

        var others = logins.Where(login => !login.IsCompleted).ToList();
        foreach (var response in await Task.WhenAll(others.Select(WaitAsync)))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Dispose();
        }
    }

    private Task<(bool Turned, string? Result)> FailAsync(IPAddress from) => _throttle.CheckAsync(from, () => (string?)null, CancellationToken.None);

    private Task<(bool Turned, string? Result)> SucceedAsync(IPAddress from) => _throttle.CheckAsync(from, () => "in", CancellationToken.None);

    private async Task FailTimesAsync(IPAddress from, int times)
    {
        for (var failure = 0; failure < times; failure++)
        {
            var login = FailAsync(from);
            if (!login.IsCompleted)
            {
                _clock.Advance(TimeSpan.FromSeconds(4)); // The longest wait, and far too short for a failure to be forgiven.
            }

            (await login.WaitAsync(_patience)).ShouldBe((true, null));
        }
    }

    /// <summary>Turns the clock until those before have had their turns and this one as well; a second at a time, lest failures be forgiven.</summary>
    private async Task<T> WaitAsync<T>(Task<T> login)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                if (!login.IsCompleted)
                {
                    _clock.Advance(TimeSpan.FromSeconds(1));
                }

                return login.IsCompleted;
            },
            "the login had its turn");
        return await login;
    }
}
