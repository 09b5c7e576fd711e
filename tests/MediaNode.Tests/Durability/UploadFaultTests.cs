using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>Fail at step 1, 2, 3 … of an upload until nothing fails: each time nothing is left behind, and the client is told in the catalogue's words.</summary>
public sealed class UploadFaultTests
{
    private const int Large = 900_000;

    // More than it can be: a sweep that never ends is a fault that always strikes.
    private const int MostSteps = 500;

    [Theory]
    [InlineData("full", 1, false)]
    [InlineData("full", Large, true)]
    [InlineData("broken", 5_000, true)]
    [InlineData("broken", Large, false)]
    [InlineData("read-only", 5_000, false)]
    public async Task Whatever_step_of_an_upload_fails_nothing_is_left_behind(string name, int length, bool chunked)
    {
        await using var node = await FaultyNode.StartAsync(Large);
        var fault = Fault.Named(name);
        for (var step = 1; ; step++)
        {
            step.ShouldBeLessThan(MostSteps);
            node.Steps.Arm(step, fault);
            using var response = await node.Node.PostMediaAsync(Bytes.Random(length, step), chunked: chunked);
            if (!node.Steps.Struck)
            {
                response.StatusCode.ShouldBe(HttpStatusCode.Created);
                step.ShouldBeGreaterThan(6, "the sweep reached too little");
                return;
            }

            var when = $"{name} at step {step}, {node.Steps.At}";
            var answer = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(fault.Status, $"{when}: {answer}");
            (await response.JsonAsync()).GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBeOneOf(1014, 1023);
            answer.ShouldNotContain("   at ");
            await node.ShouldHoldNothingAsync(when);
            await node.ShouldTakeTheNextAsync(Bytes.Random(Large), when);
        }
    }
}
