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
        var own = await catalog.IdentityAsync();
        var found = volume.Read();
        var whyNot = WhyNot(volume, found, own, catalog.AnyStored);
        if (whyNot is null && found != own)
        {
            volume.Write(own);
        }

        return whyNot;
    }

    /// <summary>The same, for whoever changes nothing.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="found">Its identity.</param>
    /// <param name="own">The identity that the catalogue speaks of; null while it has none.</param>
    /// <param name="anyStored">Whether media should lie there.</param>
    public static string? WhyNot(VolumeIdentity volume, string? found, string? own, Func<bool> anyStored) =>
        found == own && own is not null ? null
        : found is { Length: > 0 } && own is not null
            ? $"The volume at {volume.Root} belongs to another catalogue ({volume.Path} says {found}, and should say {own}). Mount the right one. "
                + $"If this one is to be it from now on, empty that file and start again."
        : found is null && !volume.HoldsBlobs && anyStored()
            ? $"The volume at {volume.Root} is empty, and the catalogue knows media that should be there: is it mounted? "
                + $"If they are lost for good, make an empty file {volume.Path} and start again."
        : null;
}
