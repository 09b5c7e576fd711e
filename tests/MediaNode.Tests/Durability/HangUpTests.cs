using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MediaNode.Uploads;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>The client hangs up at step 1, 2, 3 … of its upload: it is kept whole or not at all.</summary>
public sealed class HangUpTests
{
    private const int Length = 400_000;
    private const int MostSteps = 500;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whenever_the_client_hangs_up_its_upload_is_kept_whole_or_not_at_all(bool chunked)
    {
        await using var node = await FaultyNode.StartAsync(Length);
        var bytes = Bytes.Random(Length);
        for (var step = 1; ; step++)
        {
            step.ShouldBeLessThan(MostSteps);
            using (var client = await ConnectAsync(node.Node))
            {
                node.Steps.Arm(step, _ => HangUp(client));
                await SendAsync(client, Head(node.Node, chunked), chunked ? [.. Chunk(bytes), .. "0\r\n\r\n"u8] : bytes);
                await WaitForQuietAsync(node, answered: client);
            }

            await ShouldBeWholeOrNothingAsync(node, bytes, $"hung up at step {step}, {node.Steps.At}");
            if (!node.Steps.Struck)
            {
                step.ShouldBeGreaterThan(6, "the sweep reached too little");
                return;
            }
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(Length / 2, false)]
    [InlineData(Length / 2, true)]
    [InlineData(Length - 1, false)]
    [InlineData(Length, true)] // Everything but the last chunk, which is what says that it is everything.
    public async Task A_client_that_hangs_up_within_its_body_leaves_nothing(int sent, bool chunked)
    {
        await using var node = await FaultyNode.StartAsync(Length);
        var part = Bytes.Random(Length).AsSpan(0, sent).ToArray();
        foreach (var inOrder in new[] { true, false })
        {
            using (var client = await ConnectAsync(node.Node))
            {
                await SendAsync(client, Head(node.Node, chunked), chunked ? Chunk(part) : part);
                await WaitUntilAsync(() => node.Node.Host.App.Services.GetRequiredService<UploadBudget>().MemoryInUse > 0);
                if (inOrder)
                {
                    client.Client.Shutdown(SocketShutdown.Send);
                }
                else
                {
                    HangUp(client);
                }

                await WaitForQuietAsync(node, answered: null);
            }

            await node.ShouldHoldNothingAsync($"{sent} bytes");
            await node.ShouldTakeTheNextAsync(Bytes.Random(Length), $"{sent} bytes");
        }
    }

    private static async Task ShouldBeWholeOrNothingAsync(FaultyNode node, byte[] bytes, string when)
    {
        node.Steps.Disarm();
        foreach (var one in await node.Node.Client.ListAsync())
        {
            (await node.Node.Client.DigestOfAsync(one.Id)).ShouldBe(MediaCalls.DigestOf(bytes), when);
            await node.Node.Client.RemoveAsync(one.Id);
        }

        await node.ShouldHoldNothingAsync(when);
        await node.ShouldTakeTheNextAsync(bytes, when);
    }

    private static async Task<TcpClient> ConnectAsync(TestNode node)
    {
        var client = new TcpClient();
        await client.ConnectAsync(node.Url.Host, node.Url.Port);
        return client;
    }

    private static byte[] Head(TestNode node, bool chunked) => Encoding.ASCII.GetBytes(
        $"POST /v1/media HTTP/1.1\r\nHost: {node.Url.Authority}\r\nAuthorization: {node.Client.DefaultRequestHeaders.Authorization}\r\nContent-Type: image/jpeg\r\n"
        + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Length}\r\n\r\n")));

    private static byte[] Chunk(byte[] bytes) =>
        bytes.Length == 0 ? [] : [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:x}\r\n")), .. bytes, .. "\r\n"u8];

    private static async Task SendAsync(TcpClient client, byte[] head, byte[] body)
    {
        try
        {
            await client.GetStream().WriteAsync(head);
            await client.GetStream().WriteAsync(body);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // We have hung up by now.
        }
    }

    /// <summary>A reset, as from a phone that lost its network and came back.</summary>
    private static void HangUp(TcpClient client)
    {
        client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
    }

    /// <summary>Until the upload is over, one way or the other.</summary>
    private static async Task WaitForQuietAsync(FaultyNode node, TcpClient? answered)
    {
        if (answered is { Connected: true } && !node.Steps.Struck)
        {
            try
            {
                _ = await answered.GetStream().ReadAsync(new byte[1]);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Hung up while we waited.
            }
        }

        await WaitUntilAsync(() => node.Node.Host.App.Services.GetRequiredService<UploadBudget>().MemoryInUse == 0);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(5);
        }
    }
}
