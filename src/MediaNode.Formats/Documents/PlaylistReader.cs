using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>Text that tells a player to open something else: M3U and HLS, ffmpeg's concat script, PLS.</summary>
public static class PlaylistReader
{
    /// <returns><see langword="null"/> when the bytes do not begin as one of these does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var text = TextStart.Of(source);
        var type = TextStart.BeginsWith(text, "#extm3u"u8) ? "application/vnd.apple.mpegurl"
            : TextStart.BeginsWith(text, "ffconcat version"u8) ? "text/plain"
            : TextStart.BeginsWith(text, "[playlist]"u8) ? "audio/x-scpls"
            : null;
        return type is null ? null : DocumentFacts.Of(source, Container.Playlist, type);
    }
}
