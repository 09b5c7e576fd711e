using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Reconciling;

/// <summary>Whether the volume is the one of which the catalogue speaks. On another one, or on none, all media would seem to be gone.</summary>
internal sealed class RightVolume(VolumeIdentity volume, VolumeCatalog catalog)
{
    /// <returns>Why not, in words; null when it is. A volume without an identity becomes ours where nothing speaks against it.</returns>
    /// <exception cref="IOException">The disk does not tell.</exception>
    public async Task<string?> WhyNotAsync()
    {
        var (own, found) = (await catalog.IdentityAsync(), volume.Read());
        if (found == own)
        {
            return null;
        }

        if (found is { Length: > 0 })
        {
            return $"The volume at {volume.Root} belongs to another catalogue ({volume.Path} says {found}, and should say {own}). Mount the right one. "
                + $"If this one is to be it from now on, empty that file and start again.";
        }

        if (found is null && !volume.HoldsBlobs && catalog.AnyStored())
        {
            return $"The volume at {volume.Root} is empty, and the catalogue knows media that should be there: is it mounted? "
                + $"If they are lost for good, make an empty file {volume.Path} and start again.";
        }

        volume.Write(own);
        return null;
    }
}
