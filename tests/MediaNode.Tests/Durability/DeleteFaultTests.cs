using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>Fail at step 1, 2, 3 … of a deletion until nothing fails: the media is whole or gone, and asking again finishes the job.</summary>
public sealed class DeleteFaultTests
{
    private const int MostSteps = 50;

    [Theory]
    [InlineData("full")]
    [InlineData("broken")]
    [InlineData("read-only")]
    public async Task Whatever_step_of_a_deletion_fails_asking_again_finishes_it(string name)
    {
        await using var node = await FaultyNode.StartAsync(100_000);
        var fault = Fault.Named(name);
        var bytes = Bytes.Random(20_000);
        for (var step = 1; ; step++)
        {
            step.ShouldBeLessThan(MostSteps);
            var id = await node.Node.UploadAsync(bytes);

            node.Steps.Arm(step, fault);
            using var response = await node.Node.Client.DeleteAsync($"/v1/media/{id}");
            node.Steps.Disarm();

            var when = $"{name} at step {step}, {node.Steps.At}";
            if (response.StatusCode != HttpStatusCode.OK)
            {
                response.StatusCode.ShouldBe(fault.Status, when);
                (await response.JsonAsync()).GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBeOneOf(1014, 1023);
                (await node.Node.Client.DigestOfAsync(id)).ShouldBeOneOf([MediaCalls.DigestOf(bytes), null], when);
                (await node.Node.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.OK, $"again after {when}");
            }

            (await node.Node.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.NotFound, when);
            (await node.Node.Client.DigestOfAsync(id)).ShouldBeNull(when);
            await node.ShouldHoldNothingAsync(when);
            if (!node.Steps.Struck)
            {
                step.ShouldBeGreaterThan(5, "the sweep reached too little");
                return;
            }
        }
    }

    [Fact]
    public async Task Of_many_who_delete_a_media_at_once_one_hears_that_it_was_there()
    {
        await using var node = await TestNode.StartAsync();
        for (var round = 0; round < 10; round++)
        {
            var id = await node.UploadAsync(Bytes.Random(1000));

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.Client.RemoveAsync(id)));

            answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
            answers.Count(status => status == HttpStatusCode.NotFound).ShouldBe(7);
        }
    }
}
