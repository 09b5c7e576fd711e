namespace MediaNode.Watch;

/// <summary>How the volume is, from best to worst.</summary>
internal enum VolumeState
{
    Ok,

    /// <summary>Everything works; somebody should make room.</summary>
    Warn,

    /// <summary>Uploads are refused; further down links and users' media wait.</summary>
    Degraded,

    /// <summary>Nothing is made ready to be sent. Reads, deletes and receipts work.</summary>
    Full,

    /// <summary>It cannot be written whatever the room, or not be read.</summary>
    Failing,
}
