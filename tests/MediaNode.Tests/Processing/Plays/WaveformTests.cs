using MediaNode.Formats.Inspection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Plays;

public sealed class WaveformTests
{
    [Fact]
    public async Task Silence_is_low_and_a_tone_is_high()
    {
        var values = await DrawAsync("-f", "lavfi", "-i", "aevalsrc=if(lt(t\\,1)\\,0\\,0.4*sin(2*PI*440*t)):s=48000:d=2");

        values.ShouldNotBeNull().Length.ShouldBe(64);
        values[..31].ShouldAllBe(value => value <= 1);
        values[33..].ShouldAllBe(value => value >= 95 && value <= 100);
    }

    [Fact]
    public async Task What_is_half_as_loud_is_drawn_half_as_high()
    {
        var values = await DrawAsync("-f", "lavfi", "-i", "aevalsrc=if(lt(t\\,1)\\,0.2\\,0.4)*sin(2*PI*440*t):s=48000:d=2");

        values!.Take(31).Average(value => value).ShouldBe(50, 3);
        values!.Skip(33).Average(value => value).ShouldBe(99, 2);
    }

    [Fact]
    public async Task Silence_alone_is_flat() =>
        (await DrawAsync("-f", "lavfi", "-i", "anullsrc=channel_layout=mono:sample_rate=16000", "-t", "1"))
            .ShouldNotBeNull().ShouldAllBe(value => value == 0);

    [Fact]
    public async Task A_click_of_a_few_samples_still_has_all_values() =>
        (await DrawAsync("-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=8000", "-t", "0.004")).ShouldNotBeNull().Length.ShouldBe(64);

    [Fact]
    public async Task A_voice_message_is_drawn_from_what_was_made_of_it()
    {
        using var workshop = new Workshop();

        var values = await workshop.Waveform.MakeAsync(await workshop.SampleAsync("mono.opus"), workshop.Box.Scratch, Workshop.Now);

        values.ShouldNotBeNull().Skip(1).ShouldAllBe(value => value > 80);
    }

    [Fact]
    public async Task What_has_no_sound_or_cannot_be_decoded_has_none()
    {
        using var workshop = new Workshop();
        var silent = await workshop.SampleAsync("silent.mp4");
        var noise = new MediaNode.Processing.Source(
            workshop.Box.Write("noise.ogg", "no sound"),
            silent.Facts with { Container = Container.Ogg, Tracks = [new() { Kind = TrackKind.Audio, Codec = "opus" }] });

        (await workshop.Waveform.MakeAsync(silent, workshop.Box.Scratch, Workshop.Now)).ShouldBeNull();
        (await workshop.Waveform.MakeAsync(noise, workshop.Box.Scratch, Workshop.Now)).ShouldBeNull();
    }

    private static async Task<byte[]?> DrawAsync(params string[] sound)
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync("sound.wav", sound));
        return await workshop.Waveform.MakeAsync(source, workshop.Box.Scratch, Workshop.Now);
    }
}
