namespace MediaNode.Upstreams;

/// <summary>Where the upstream is spoken to, known once the simulator listens where that is the upstream.</summary>
internal sealed record UpstreamAddress(Uri Url);
