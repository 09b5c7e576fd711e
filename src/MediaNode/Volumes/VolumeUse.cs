namespace MediaNode.Volumes;

/// <summary>What room is wanted for, in the order in which a filling volume refuses it.</summary>
internal enum VolumeUse
{
    /// <summary>A business uploads: it hears of the refusal at once and can act.</summary>
    Upload,

    /// <summary>A link or a user's media is fetched: it can wait where it lies.</summary>
    Fetch,

    /// <summary>Media are made ready to be sent.</summary>
    Send,
}
