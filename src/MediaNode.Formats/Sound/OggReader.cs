using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>Ogg with whatever is in it, side by side or one behind the other: RFC 3533, RFC 7845, media types of RFC 5334.</summary>
/// <remarks>Each logical stream is a track. Of chained streams (RFC 3533 §4) the times add up.</remarks>
public static class OggReader
{
    /// <returns>The facts, or null when the bytes are no Ogg.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source) { LittleEndian = true };
        return cursor.Peek(4).SequenceEqual("OggS"u8) ? new Walk().Over(cursor) : null;
    }

    private static string TypeOf(List<TrackFacts> tracks)
    {
        var codecs = tracks.Where(track => track.Kind == TrackKind.Audio).Select(track => track.Codec).Distinct().ToList();
        return tracks.Any(track => track.Kind == TrackKind.Video) ? "video/ogg"
            : codecs is [var only] ? $"audio/ogg; codecs={only}"
            : codecs.Count > 1 ? "audio/ogg"
            : "application/ogg";
    }

    private sealed class Walk
    {
        private const int MostStreams = 64;

        private readonly List<TrackFacts> _tracks = [];
        private readonly Dictionary<uint, OggStream> _playing = [];
        private readonly Dictionary<uint, long> _granules = [];
        private TimeSpan _ended;
        private bool _inHeaders = true;
        private int _streams;
        private string? _damage;

        public MediaFacts Over(ByteCursor cursor)
        {
            var at = cursor.Position;
            for (; cursor.Left > 0 && _damage is null; at = cursor.Position)
            {
                var page = OggPage.Next(cursor);
                if (cursor.IsSpent && (page is null || cursor.Left > 0))
                {
                    break;
                }

                Take(page, cursor, at);
            }

            // What was not looked at plays about as long as what was.
            var whole = at > 0 && cursor.IsSpent ? (double)cursor.End / at : 1;
            return new()
            {
                Container = Container.Ogg,
                Type = TypeOf(_tracks),
                Length = cursor.End,
                Tracks = _tracks,
                Duration = PlayTime.Of(Played().TotalSeconds * whole, 1) is { Ticks: > 0 } time ? time : null,
                Damage = _damage,
            };
        }

        private void Take(OggPage? next, ByteCursor cursor, long at)
        {
            if (next is not { } page)
            {
                _damage = cursor.Overran ? "The file ends within the header of an Ogg page: it is cut off."
                    : $"No Ogg page begins at byte {at}.";
                return;
            }

            if (page.IsFirst)
            {
                Begin(page);
            }
            else
            {
                _inHeaders = false;
                if (page.Granule >= 0 && _playing.ContainsKey(page.Serial))
                {
                    _granules[page.Serial] = page.Granule;
                }
            }

            if (!page.IsWhole)
            {
                _damage = "The file ends within an Ogg page: it is cut off.";
            }
            else if (at == 0)
            {
                var end = cursor.Position;
                cursor.Seek(0);
                _damage = OggPage.HasRightChecksum(cursor, (int)end)
                    ? null
                    : "The checksum of the first Ogg page is not that of its bytes.";
            }
        }

        /// <summary>RFC 3533 §4: streams side by side all begin before any goes on; one that begins later is chained behind them.</summary>
        private void Begin(OggPage page)
        {
            if (!_inHeaders)
            {
                _ended = Played();
                _playing.Clear();
                _granules.Clear();
                _inHeaders = true;
            }

            if (++_streams > MostStreams)
            {
                _damage = $"The file holds more than {MostStreams} streams.";
                return;
            }

            var stream = OggStream.Identify(page.Body.Peek(OggStream.PacketLength));
            _playing[page.Serial] = stream;
            if (stream.Track is { } track)
            {
                _tracks.Add(track);
            }
        }

        private TimeSpan Played()
        {
            var longest = TimeSpan.Zero;
            foreach (var (serial, granule) in _granules)
            {
                if (_playing[serial].DurationAt(granule) is { } duration && duration > longest)
                {
                    longest = duration;
                }
            }

            return _ended + longest;
        }
    }
}
