using MediaNode.Tests.Samples;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>A user's media is fetched, and its file goes away before it takes its place.</summary>
public sealed class LostFileTests
{
    private const string Phone = "15550970001";

    [Fact]
    public async Task A_file_that_goes_away_before_its_last_step_is_fetched_again()
    {
        await using var node = await IncomingNode.StartAsync(configure: WrappedVolume.Install(volume => new LosingVolume(volume, times: 2)));
        var id = await node.SendSampleAsync(Phone);

        var told = IncomingNode.Of(await node.ToldAsync(id));

        (await node.BytesAsync(told.GetProperty("id").GetString()!))
            .ShouldBe(await File.ReadAllBytesAsync(await SampleFiles.PathAsync("plain.jpg"), TestContext.Current.CancellationToken));
        node.Files.Count.ShouldBe(1);
        (await node.Node.MediaAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_always_goes_away_is_given_up_after_its_time_and_told()
    {
        await using var node = await IncomingNode.StartAsync(
            ["--Inbound:GiveUpAfter=00:00:01"], WrappedVolume.Install(volume => new LosingVolume(volume, times: int.MaxValue)));

        var message = await node.ToldAsync(await node.SendSampleAsync(Phone));

        IncomingNode.Of(message).TryGetProperty("id", out _).ShouldBeFalse();
        message.GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain("went away from the media volume");
        node.Files.ShouldBeEmpty();
        (await node.Node.MediaAsync()).ShouldBeEmpty();
    }

    private sealed class LosingVolume(IVolume inner, int times) : WrappedVolume(inner)
    {
        private int _left = times;

        public override void Publish(BlobKey key)
        {
            if (Interlocked.Decrement(ref _left) >= 0)
            {
                Delete(key);
            }

            base.Publish(key);
        }
    }
}
