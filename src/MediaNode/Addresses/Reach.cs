namespace MediaNode.Addresses;

/// <summary>Who can be at an address.</summary>
internal enum Reach
{
    /// <summary>A server of the internet.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>Somebody near: private and shared networks, link-local addresses, a cloud's metadata.</summary>
    Private,

    /// <summary>No server: unspecified, multicast, documentation, reserved.</summary>
    Nobody,
}
