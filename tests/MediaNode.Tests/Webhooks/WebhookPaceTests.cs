using MediaNode.Business;
using MediaNode.Webhooks;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>When a batch of new events may be made.</summary>
public sealed class WebhookPaceTests
{
    private static readonly TimeSpan _gap = TimeSpan.FromMinutes(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly ApplicationSettings _settings = ApplicationSettings.Default;
    private readonly WebhookPace _pace;

    public WebhookPaceTests() => _pace = new WebhookPace(_clock);

    [Fact]
    public void A_silent_receiver_is_tried_at_each_step_and_seldom_once_much_is_open()
    {
        _pace.MayMake(6, 0).ShouldBe(6);
        _pace.Unanswered(_pace.Begun(), _settings, _gap).ShouldBeTrue();
        _pace.Unanswered(_pace.Begun(), _settings, _gap).ShouldBeFalse();
        _pace.MayMake(6, 1).ShouldBe(0);

        foreach (var (open, wait) in new[] { (1, 3), (2, 3), (WebhookPace.MostOpenInSilence, 3), (WebhookPace.MostOpenInSilence + 10, 30), (10_000, 900) })
        {
            _clock.Advance(TimeSpan.FromSeconds(900));
            _pace.MayMake(6, open).ShouldBe(1);
            _pace.Made(_settings, open);
            _pace.PausedUntil(open).ShouldBe(_clock.GetUtcNow().AddSeconds(wait));
            _pace.MayMake(6, open).ShouldBe(0);
        }

        _pace.Answered(ends: false);
        _pace.MayMake(6, 100).ShouldBe(6);
        _pace.PausedUntil(100).ShouldBeNull();
    }

    [Fact]
    public void One_that_refuses_very_many_gets_new_ones_one_at_a_time_without_a_wait_after_one_that_it_took()
    {
        _pace.MayMake(6, WebhookPace.MostOpen).ShouldBe(1);
        _pace.Made(_settings, WebhookPace.MostOpen);
        _pace.Answered(ends: false);
        _pace.MayMake(6, WebhookPace.MostOpen).ShouldBe(0);

        _pace.Answered(ends: true);
        _pace.MayMake(6, WebhookPace.MostOpen).ShouldBe(1);
    }

    [Fact]
    public void One_that_answered_others_meanwhile_is_not_silent()
    {
        var begun = _pace.Begun();
        _pace.Answered(ends: true);

        _pace.Unanswered(begun, _settings, _gap).ShouldBeFalse();
        _pace.MayMake(6, 1).ShouldBe(6);
    }

    [Fact]
    public void What_was_not_asked_for_long_is_not_known_to_be_silent()
    {
        _pace.Unanswered(_pace.Begun(), _settings, _gap);
        _clock.Advance(_gap);
        _pace.Unanswered(_pace.Begun(), _settings, _gap);
        _pace.SilentFor(_gap).ShouldBe(_gap);

        _clock.Advance(TimeSpan.FromDays(8));
        _pace.SilentFor(_gap).ShouldBe(TimeSpan.Zero);
        _pace.Unanswered(_pace.Begun(), _settings, _gap);
        _pace.SilentFor(_gap).ShouldBe(TimeSpan.Zero);

        _pace.Answered(ends: false);
        _pace.SilentFor(_gap).ShouldBe(TimeSpan.Zero);
    }
}
