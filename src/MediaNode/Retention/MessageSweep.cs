using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>Goes over messages, a page at a time: old ones that nobody needs go.</summary>
internal sealed class MessageSweep(OldMessages messages, RetentionPolicy policy)
{
    private const int Page = 1000;

    // A message goes with what hangs on it: some milliseconds for so many, behind which whoever accepts one waits at the most once.
    private const int MostAtOnce = 100;

    /// <summary>Whether there is any old enough.</summary>
    public bool HasWork => messages.AnyBefore(policy.MessagesBefore);

    /// <param name="sweep">By the clock only those go whose media is gone as well, or that brought none; when somebody asks, all.</param>
    /// <param name="stopping">Stops between two batches.</param>
    /// <returns>How many rows were looked at, and behind which the next page begins; null after the last.</returns>
    /// <exception cref="UnreadableException">It could not be found out what is to go.</exception>
    public async Task<(int Looked, long? Next)> PageAsync(SweepRow sweep, CancellationToken stopping)
    {
        var after = sweep.After.Length == 0 ? 0 : long.Parse(sweep.After, System.Globalization.CultureInfo.InvariantCulture);
        var page = UnreadableException.Guard(() => messages.Page(after, policy.MessagesBefore, ofKept: sweep.Asker != SweepAsker.Clock, Page));
        foreach (var batch in page.Going.Chunk(MostAtOnce))
        {
            stopping.ThrowIfCancellationRequested();
            await messages.ForgetAsync(batch, sweep.Id);
        }

        return (page.Looked, page.Next);
    }
}
