using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>Which kin of MP4 a file says it is: ISO/IEC 14496-12 §4.3, brands as registered at mp4ra.org.</summary>
internal readonly record struct Mp4Brands(IReadOnlyList<string> All)
{
    private const int Most = 64;

    private static readonly string[] _pictures =
        ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1", "miaf", "avif", "avis", "avio", "crx "];

    /// <summary>Without brands it is QuickTime from before they were made.</summary>
    public string Major => All.Count > 0 ? All[0] : "qt  ";

    /// <summary>Whether it is a picture in the same boxes, which the readers of pictures know.</summary>
    public bool IsPicture => _pictures.Contains(Major);

    public Container Container => Major.StartsWith("3g", StringComparison.Ordinal) ? Container.ThreeGp : Container.Mp4;

    public static Mp4Brands Read(ByteCursor ftyp)
    {
        var brands = new List<string> { Mp4Box.TypeOf(ftyp.Take(4)) };
        ftyp.Skip(4);
        while (ftyp.Left >= 4 && brands.Count < Most)
        {
            brands.Add(Mp4Box.TypeOf(ftyp.Take(4)));
        }

        return new(brands);
    }

    public string TypeOf(IReadOnlyList<TrackFacts> tracks)
    {
        var family = tracks.Any(track => track.Kind == TrackKind.Video) ? "video"
            : tracks.Any(track => track.Kind == TrackKind.Audio) || Major is "M4A " or "M4B " or "M4P " or "F4A " ? "audio"
            : "video";
        return Major switch
        {
            "qt  " => "video/quicktime",
            _ when Major.StartsWith("3g2", StringComparison.Ordinal) => $"{family}/3gpp2",
            _ when Major.StartsWith("3g", StringComparison.Ordinal) => $"{family}/3gpp",
            _ => $"{family}/mp4",
        };
    }
}
