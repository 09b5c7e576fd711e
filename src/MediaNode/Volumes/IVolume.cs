namespace MediaNode.Volumes;

/// <summary>A place that keeps blobs: a directory or a bucket.</summary>
/// <remarks>
/// A blob is immutable once published. It is written aside, made durable by <see cref="SyncAsync"/>, and takes its final place by
/// <see cref="Publish"/> after the catalogue knows it. A crash between any two of these leaves only blobs that
/// <see cref="Unpublished"/> lists: those with a row are published then, the others removed.
/// </remarks>
internal interface IVolume
{
    /// <summary>Starts a blob. Disposing the writer before <see cref="Publish"/> removes what was written.</summary>
    BlobWriter Create(BlobKey key);

    /// <summary>Completes when the blob's bytes and its directory entry survive a power cut. Groups many blobs into one sync.</summary>
    Task SyncAsync(BlobWriter blob);

    /// <returns>Whether the name of a blob that is being written still leads to the bytes that were written, and to no others.</returns>
    bool Has(BlobWriter blob);

    /// <summary>Moves a durable blob to its final place. Publishing twice is as good as once.</summary>
    void Publish(BlobKey key);

    /// <returns>The blob, or <see langword="null"/> when there is none (a link or a directory in its place counts as none).</returns>
    Blob? Open(BlobKey key);

    /// <returns>Where a tool that needs a path can read the published blob; it may be gone by then.</returns>
    string PathOf(BlobKey key);

    /// <returns>Where a tool that needs a path can read what was written so far, until the blob is published or dropped.</returns>
    string PathOf(BlobWriter blob);

    /// <summary>Deletes a blob wherever it stands. Deleting an absent blob succeeds, so that a retried delete is harmless.</summary>
    void Delete(BlobKey key);

    /// <summary>Completes when the deletions so far survive a power cut. Groups with those of others; no upload waits for it.</summary>
    Task SyncDeletionsAsync();

    /// <summary>The ids of the blobs that were never published; which folder each was meant for, the catalogue knows.</summary>
    IEnumerable<Guid> Unpublished();

    /// <summary>Throws an <see cref="IOException"/> when no blob can be written whatever the room, as on a read-only mount.</summary>
    void CheckWritable();

    /// <summary>Writes a byte and waits for the disk to have it. Throws an <see cref="IOException"/> when it cannot; a full volume passes.</summary>
    void Probe() => CheckWritable();

    /// <summary>What is free for media, in bytes, less the reserve that keeps deletes and the catalogue working.</summary>
    VolumeSpace Space { get; }

    /// <summary>The same, read at this moment: for one who is about to refuse, when something may just have been deleted.</summary>
    VolumeSpace SpaceNow => Space;
}
