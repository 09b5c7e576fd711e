using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>WhatsApp's side is killed while messages come in: a restart forgets nothing, the clock included, and nothing arrives twice.</summary>
[Collection(HeavyTests.Name)]
public sealed class KilledSimulatorTests
{
    private const int Kills = 5;
    private const int Phones = 8;

    [Fact]
    public async Task Whenever_the_simulator_is_killed_each_message_arrives_once_and_the_clock_stays_turned()
    {
        using var state = new TempDirectory();
        var process = await SimulatorProcess.StartAsync(state.Path);
        var url = process.Url;
        using var simulator = new TestSimulator(url);
        await using var node = await TestNode.StartAsync([$"--WhatsApp:Url={url}"]);
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var sent = new List<(string Phone, string Id)>();
        var turned = DateTimeOffset.MinValue;
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                turned = (await simulator.PostAsync("/sim/clock", """{"advance":"1h"}""")).GetProperty("now").GetDateTimeOffset();
                for (var number = 0; number < 40; number++)
                {
                    var phone = $"155507000{number % Phones:D2}";
                    sent.Add((phone, await node.Client.SendImageAsync(phone, media)));
                }

                await process.DisposeAsync();
                process = await SimulatorProcess.StartAsync(state.Path, url.ToString());
            }

            foreach (var (phone, id) in sent)
            {
                await simulator.ArrivalAsync(phone, id, "downloaded");
            }

            foreach (var phone in sent.Select(one => one.Phone).Distinct())
            {
                (await simulator.MessagesOfAsync(phone)).Select(message => message.GetProperty("id").GetString())
                    .ShouldBe(sent.Where(one => one.Phone == phone).Select(one => one.Id));
            }

            (await simulator.GetAsync("/sim/clock")).GetProperty("now").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(turned);
            await node.Client.MessageOnceAsync(sent[^1].Id, "delivered");
        }
        finally
        {
            await process.DisposeAsync();
        }
    }
}
