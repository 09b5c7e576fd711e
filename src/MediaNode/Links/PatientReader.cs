using System.IO.Pipelines;

namespace MediaNode.Links;

/// <summary>A body that is waited for only so long.</summary>
internal sealed class PatientReader(PipeReader body, LinkPatience patience) : PipeReader
{
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        patience.Wait();
        try
        {
            return await body.ReadAsync(cancellationToken);
        }
        finally
        {
            patience.Hear();
        }
    }

    public override bool TryRead(out ReadResult result) => body.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => body.CompleteAsync(exception);
}
