using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Sending;
using MediaNode.Tests.Messages;
using MediaNode.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Watch;

/// <summary>Messages whose media cannot be processed on a full volume.</summary>
public sealed class WaitingMessageTests
{
    [Fact]
    public async Task A_media_for_which_there_is_no_room_is_tried_less_and_less_often()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var deposits = new NoRoom(clock);
        await using var node = await TestNode.StartAsync(clock: clock, configure: services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IUpstream>(new FakeUpstream()));
            services.Replace(ServiceDescriptor.Singleton<IDeposits>(deposits));
            services.RemoveAll<IStage>();
            services.AddSingleton<IStage, PrepareStage>();
        });
        var media = await node.UploadAsync(MessagesNode.Picture, "image/png");
        using var accepted = await node.SendJsonAsync(
            HttpMethod.Post, "/v1/messages", $$$"""{"to":"15550001111","type":"image","image":{"id":"{{{media}}}"}}""");
        accepted.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await accepted.Content.ReadAsStringAsync());

        await Eventually.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(0.25));
                return deposits.Asked.Count > 6;
            },
            "it is tried again and again");

        var waits = deposits.Asked.Zip(deposits.Asked.Skip(1), (one, next) => (next - one).TotalSeconds).Take(6).ToList();
        foreach (var (wait, least) in waits.Zip([1, 2, 4, 8, 15, 15]))
        {
            wait.ShouldBeGreaterThanOrEqualTo(least, string.Join(' ', waits));
        }
    }

    private sealed class NoRoom(TimeProvider clock) : IDeposits
    {
        private readonly List<DateTimeOffset> _asked = [];

        public IReadOnlyList<DateTimeOffset> Asked
        {
            get
            {
                lock (_asked)
                {
                    return [.. _asked];
                }
            }
        }

        public Task<DepositOutcome> GetAsync(MediaId media, Kind kind, CancellationToken cancellationToken)
        {
            lock (_asked)
            {
                _asked.Add(clock.GetUtcNow());
            }

            return Task.FromResult<DepositOutcome>(new DepositOutcome.Failed(Problem.VolumeFull.Because("A test has filled the volume."), null));
        }

        public ValueTask<SentMedia?> FindAsync(string depositId) => ValueTask.FromResult<SentMedia?>(null);

        public SentMedia? Known(MediaId media, Kind kind) => null;

        public MediaKey? KeyOf(string depositId) => null;

        public Task<DepositOutcome> AgainAsync(string depositId, DateTimeOffset toldAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ForgetAsync(MediaId media) => Task.CompletedTask;
    }
}
