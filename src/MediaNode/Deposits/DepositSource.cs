using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Renditions;
using MediaNode.Volumes;

namespace MediaNode.Deposits;

/// <summary>What is to be lodged, or why there is nothing.</summary>
internal sealed record DepositBytes(Rendition? Rendition, DepositOutcome? WhyNot)
{
    public static DepositBytes Of(Rendition rendition) => new(rendition, null);

    public static DepositBytes Not(DepositOutcome outcome) => new(null, outcome);
}

/// <summary>Where the bytes of deposits come from: renditions, made now where there is none.</summary>
internal sealed class DepositSource(RenditionMaker maker, RenditionCatalog renditions, VerifiedBlobs verified, IVolume volume)
{
    public static readonly DepositOutcome.Gone MediaGone = new(Problem.MediaNotFound.Because("The media was deleted."));

    /// <summary>A media as a kind, under the policy of today.</summary>
    public async Task<DepositBytes> OfAsync(Media media, Kind kind, CancellationToken cancellationToken) =>
        await maker.GetAsync(media, kind, asked: null, cancellationToken) switch
        {
            RenditionOutcome.Ready(var ready) => DepositBytes.Of(ready),
            RenditionOutcome.Refused(var refused) =>
                DepositBytes.Not(new DepositOutcome.Refused(RenditionWire.Told(refused, Receipt.Read(refused.Receipt)))),
            RenditionOutcome.Failed(var why) => DepositBytes.Not(Failed(why)),
            RenditionOutcome.Gone => DepositBytes.Not(MediaGone),
            _ => throw new InvalidOperationException("A result of no known kind."),
        };

    /// <summary>The very bytes that a deposit had, from wherever they can still be got.</summary>
    public async Task<DepositBytes> SameAsync(Media media, Deposit deposit, CancellationToken cancellationToken)
    {
        var known = renditions.Find(deposit.Rendition);
        if (known is { State: RenditionState.Ready } && Has(known.Digest, deposit) && IsSound(media, known))
        {
            return DepositBytes.Of(known);
        }

        if (Has(media.Digest, deposit))
        {
            return DepositBytes.Of((known ?? new Rendition { Key = deposit.Rendition, State = RenditionState.Ready }) with
            {
                Blob = null,
                Type = deposit.Type,
                Length = media.Length,
                Digest = media.Digest,
            });
        }

        if (!IsCurrent(deposit.Rendition, deposit.Kind))
        {
            return DepositBytes.Not(new DepositOutcome.Gone(Problem.MediaNotFound.Because(
                "What was sent is gone from the volume, and was made under settings that no longer hold.")));
        }

        var made = await OfAsync(media, deposit.Kind, cancellationToken);
        return made switch
        {
            { Rendition: { } again } when Has(again.Digest, deposit) => made,
            { Rendition: not null } => DepositBytes.Not(new DepositOutcome.Gone(Problem.MediaNotFound.Because(
                "What was sent is gone from the volume, and made again it is not the same bytes."))),
            { WhyNot: DepositOutcome.Refused(var why) } => DepositBytes.Not(new DepositOutcome.Gone(why)),
            _ => made,
        };
    }

    /// <returns>Whether it is what a media has as this kind today.</returns>
    public bool IsCurrent(RenditionKey key, Kind kind) => maker.KeyOf(key.MediaId, kind, asked: null) == key;

    /// <returns>The bytes, right to the last; null when they are gone or damaged.</returns>
    public Blob? Open(Media media, Rendition rendition)
    {
        var key = rendition.Blob is { } id ? new BlobKey(BlobFolder.Renditions, id) : MediaFiles.KeyOf(media);
        var blob = volume.Open(key);
        if (blob is null || verified.Verify(key, blob, rendition.Length, rendition.Digest!))
        {
            return blob;
        }

        blob.Dispose();
        return null;
    }

    public static DepositOutcome Failed(Refusal why) => why.Problem == Problem.MediaNotFound || why.Problem == Problem.MediaDamaged
        ? new DepositOutcome.Gone(why)
        : new DepositOutcome.Failed(why, why.Problem.RetryAfter > 0 ? TimeSpan.FromSeconds(why.Problem.RetryAfter) : null);

    private bool IsSound(Media media, Rendition rendition)
    {
        using var blob = Open(media, rendition);
        return blob is not null;
    }

    private static bool Has(byte[]? digest, Deposit deposit) => digest is not null && digest.AsSpan().SequenceEqual(deposit.Digest);
}
