namespace MediaNode.Simulator.MediaServers;

/// <summary>What an auth is worth.</summary>
internal enum AuthState
{
    Good,

    /// <summary>It held once: 401.</summary>
    Stale,

    /// <summary>It was never given out: 403.</summary>
    Foreign,
}
