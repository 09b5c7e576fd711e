using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Upstreams;

namespace MediaNode.Tests.Messages;

/// <summary>Deposits that are there because a test put them there.</summary>
internal sealed class FakeDeposits : IDeposits
{
    private readonly Dictionary<(MediaId, Kind), SentMedia> _known = [];

    public SentMedia Lodge(MediaId media, Kind kind, RenditionKey? rendition = null)
    {
        var deposit = new Deposit
        {
            Id = $"deposit-{_known.Count}",
            Rendition = rendition ?? new RenditionKey(media, Kinds.NameOf(kind), "policy"),
            Kind = kind,
            Digest = new byte[32],
            Length = 1,
            Type = "image/jpeg",
            KeyMadeAt = DateTimeOffset.UnixEpoch,
            State = DepositState.Lodged,
        };
        return _known[(media, kind)] = new SentMedia { Deposit = deposit, Key = MediaKey.From(new byte[32]) };
    }

    public SentMedia? Known(MediaId media, Kind kind) => _known.GetValueOrDefault((media, kind));

    public ValueTask<SentMedia?> FindAsync(string depositId) => ValueTask.FromResult(_known.Values.FirstOrDefault(sent => sent.Deposit.Id == depositId));

    public Task<DepositOutcome> GetAsync(MediaId media, Kind kind, CancellationToken cancellationToken) => throw new NotSupportedException();

    public MediaKey? KeyOf(string depositId) => null;

    public Task<DepositOutcome> AgainAsync(string depositId, DateTimeOffset toldAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ForgetAsync(MediaId media) => Task.CompletedTask;
}
