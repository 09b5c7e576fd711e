namespace MediaNode.Receipts;

/// <summary>Whether WhatsApp's side can be heard, as <c>GET /v1/health</c> says.</summary>
internal sealed class Gateway
{
    private int _status;

    public GatewayStatus Status
    {
        get => (GatewayStatus)Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, (int)value);
    }
}

/// <summary>The original's words, in lower case.</summary>
internal enum GatewayStatus
{
    /// <summary>Not yet.</summary>
    Connecting,

    Connected,

    /// <summary>The last attempt failed; it is tried again.</summary>
    Disconnected,
}
