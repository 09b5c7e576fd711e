using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;

namespace MediaNode.Formats.Video;

/// <summary>Matroska and WebM, as far as the first cluster: RFC 8794 for the elements, RFC 9559 §5 for their meaning.</summary>
public static class MatroskaReader
{
    private const int MostTracks = 64;

    /// <returns>The facts, or null when the bytes are no Matroska.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = new ByteCursor(source);
        return EbmlElement.Next(file) is { Id: 0x1a45dfa3 } head ? new Walk().Over(head, file) : null;
    }

    private sealed class Walk
    {
        private readonly List<TrackFacts> _tracks = [];
        private string _docType = "matroska";
        private double _scale = 1_000_000;
        private double _duration;
        private bool _hasSegment;
        private string? _damage;

        public MediaFacts Over(EbmlElement head, ByteCursor file)
        {
            while (EbmlElement.Next(head.Body) is { } element)
            {
                _docType = element.Id == 0x4282 ? element.Text() : _docType;
            }

            while (!_hasSegment && EbmlElement.Next(file) is { } element)
            {
                if (element.Id == 0x18538067)
                {
                    _hasSegment = true;
                    _damage = element.IsWhole ? null : "The segment reaches beyond the end of the file: it is cut off.";
                    ReadSegment(element.Body);
                }
            }

            var web = _docType == "webm";
            var family = _tracks.Any(track => track.Kind == TrackKind.Audio) && _tracks.All(track => track.Kind != TrackKind.Video)
                ? "audio"
                : "video";
            return new()
            {
                Container = Container.Matroska,
                Type = $"{family}/{(web ? "webm" : "x-matroska")}",
                Length = file.End,
                Tracks = _tracks,

                // RFC 9559 §5.1.2.9: the scale is nanoseconds for each unit.
                Duration = PlayTime.Of(_duration * _scale, 1e9) is { Ticks: > 0 } time ? time : null,
                Damage = _hasSegment ? _damage : "The file has no segment: it is cut off.",
            };
        }

        private void ReadSegment(ByteCursor segment)
        {
            while (EbmlElement.Next(segment) is { Id: not 0x1f43b675 } element)
            {
                switch (element.Id)
                {
                    case 0x1549a966:
                        ReadInfo(element.Body);
                        break;
                    case 0x1654ae6b:
                        ReadTracks(element.Body);
                        break;
                }
            }
        }

        private void ReadInfo(ByteCursor info)
        {
            while (EbmlElement.Next(info) is { } element)
            {
                switch (element.Id)
                {
                    case 0x2ad7b1:
                        _scale = element.Number();
                        break;
                    case 0x4489:
                        _duration = element.Real();
                        break;
                }
            }
        }

        private void ReadTracks(ByteCursor tracks)
        {
            while (_damage is null && EbmlElement.Next(tracks) is { } element)
            {
                if (element.Id != 0xae)
                {
                    continue;
                }

                if (_tracks.Count == MostTracks)
                {
                    _damage = $"The file has more than {MostTracks} tracks.";
                    return;
                }

                _tracks.Add(MatroskaTrack.Read(element.Body));
            }
        }
    }
}
