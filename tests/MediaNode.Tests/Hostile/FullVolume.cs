using MediaNode.Volumes;

namespace MediaNode.Tests.Hostile;

/// <summary>The node's own volume, when it has no room left.</summary>
internal sealed class FullVolume(IVolume inner) : WrappedVolume(inner)
{
    public override VolumeSpace Space => base.Space with { Usable = 0 };
}
