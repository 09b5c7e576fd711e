using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>JPEG (ITU-T T.81): the segments before the first scan, and whether the picture ends.</summary>
public static class JpegReader
{
    private const string Type = "image/jpeg";

    // Stray markers between segments; a file has hardly ever one.
    private const int MostStray = 10_000;

    private static readonly byte[] _end = [0xFF, JpegMarker.EndOfImage];

    /// <returns><see langword="null"/> when the bytes do not begin as JPEG does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source);
        if (!cursor.TryTake([0xFF, JpegMarker.StartOfImage, 0xFF]))
        {
            return null;
        }

        cursor.Seek(2);
        return new Header(source, cursor).Read();
    }

    private sealed class Header(ByteSource source, ByteCursor cursor)
    {
        private readonly EmbeddedMetadata _metadata = new();
        private ImageFacts _image = PictureFacts.Unmeasured;
        private string? _damage;
        private int _stray;

        public MediaFacts Read()
        {
            while (NextMarker() is var marker and not JpegMarker.StartOfScan)
            {
                if (marker < 0 || marker == JpegMarker.EndOfImage || cursor.Peek(2) is [0, < 2])
                {
                    return Facts(marker < 0 ? PictureFacts.EndOf(cursor) : "The JPEG has no picture: no scan begins in it.");
                }

                var length = cursor.U16();
                Take(marker, cursor.Slice(length - 2));
            }

            return Facts(_image.Width == 0 ? "The JPEG has no frame header before its first scan." : Ends() ? null : PictureFacts.CutOff);
        }

        /// <returns>The next marker that has a length, or -1 when none comes.</returns>
        private int NextMarker()
        {
            // Decoders step over stray bytes between segments, and so must whoever wants to see what they see.
            for (; _stray < MostStray && cursor.TryFind([0xFF]); _stray++)
            {
                cursor.SkipAll(0xFF);
                var marker = cursor.U8();
                if (marker != 0 && !JpegMarker.StandsAlone(marker))
                {
                    return cursor.Overran ? -1 : marker;
                }
            }

            _damage ??= _stray == MostStray ? "Between the segments of the JPEG stands what belongs to none." : null;
            return -1;
        }

        private void Take(int marker, ByteCursor body)
        {
            var start = body.Peek(JpegMarker.ProfileName.Length);
            _metadata.Any |= JpegMarker.IsMetadata(marker, start);
            if (JpegMarker.IsProfile(marker, start) && _image.Profile == ColorProfile.None)
            {
                TakeProfile(body);
            }
            else if (marker == JpegMarker.QuantizationTables && _image.Quality is null)
            {
                _image = _image with { Quality = JpegQuality.Of(body) };
            }

            if (JpegMarker.IsFrame(marker) && _image.Width == 0)
            {
                TakeFrame(marker, body);
            }
            else if (marker == JpegMarker.Exif && body.TryTake("Exif\0"u8))
            {
                body.Skip(1); // The second zero, which some writers replace by something else.
                _metadata.TakeExif(body);
            }
            else if (marker == JpegMarker.Exif && body.TryTake("http://ns.adobe.com/x"u8))
            {
                _metadata.TakeXmp(body); // xap/1.0 and xmp/extension.
            }
        }

        // A long one comes in pieces, of which the first has the header and mostly the name.
        private void TakeProfile(ByteCursor body)
        {
            body.Skip(JpegMarker.ProfileName.Length + 1);
            var pieces = body.U8();
            _image = _image with { Profile = IccProfile.Read(body, whole: pieces <= 1) };
        }

        private void TakeFrame(int marker, ByteCursor body)
        {
            var depth = body.U8();
            var height = body.U16();
            var width = body.U16();
            var components = body.U8();
            _image = _image with
            {
                Width = width,
                Height = height,
                BitDepth = depth,
                Color = components switch { 1 => ColorModel.Gray, 4 => ColorModel.Cmyk, _ => ColorModel.Rgb },
                Progressive = marker == JpegMarker.Progressive,
            };
            _damage = marker > JpegMarker.Progressive
                ? $"The JPEG is coded as SOF{marker - 0xC0}, which few programs read; SOF0 to SOF2 are common."
                : components is not (1 or 3 or 4) ? $"The JPEG has {components} colour components; 1, 3 or 4 are possible."
                : body.Overran ? "The JPEG's frame header is too short."
                : null;

            // The first component's sampling, 1 x 1 where colour has as many samples.
            _image = _image with { Subsampled = components == 3 && body.Peek(2) is [_, not 0x11] };
        }

        /// <summary>Whether the end marker comes. It is mostly at the very end; else it is looked for, as far as the share goes.</summary>
        private bool Ends()
        {
            Span<byte> last = stackalloc byte[2];
            if (source.Read(source.Length - 2, last) == 2 && last.SequenceEqual(_end))
            {
                return true;
            }

            // What follows the picture, such as a film or padding, is no damage. Nor can we call damage what we did not look at.
            return cursor.TryFind(_end) || cursor.IsSpent;
        }

        private MediaFacts Facts(string? damage) => PictureFacts.Of(
            source,
            Container.Jpeg,
            Type,
            (_image.Width, _image.Height),
            _image with
            {
                Orientation = _metadata.Orientation,
                HasMetadata = _metadata.Any,
                HasLocation = _metadata.HasLocation,
            },
            _damage ?? damage);
    }
}
