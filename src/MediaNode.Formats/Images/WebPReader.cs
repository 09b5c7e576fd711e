using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>WebP (RFC 9649): one lossy or lossless picture, or the extended form with animation, alpha and metadata.</summary>
public static class WebPReader
{
    private const int Animation = 0x02;
    private const int Alpha = 0x10;
    private const string Mismatch = "The WebP's picture has another size than its header tells.";

    /// <returns><see langword="null"/> when the bytes do not begin as WebP does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source) { LittleEndian = true };
        if (!cursor.TryTake("RIFF"u8))
        {
            return null;
        }

        var length = cursor.U32();
        return cursor.TryTake("WEBP"u8) ? new Chunks(source, cursor, 8L + length).Read() : null;
    }

    private sealed class Chunks(ByteSource source, ByteCursor cursor, long end)
    {
        private readonly EmbeddedMetadata _metadata = new();
        private ImageFacts _image = PictureFacts.Unmeasured;
        private (long Width, long Height) _size;
        private bool _extended;
        private bool _animated;
        private int _pictures;
        private string? _damage;

        public MediaFacts Read()
        {
            // What stands behind the end that the file tells of itself is not part of it.
            var chunks = cursor.Slice(Math.Min(end, source.Length) - cursor.Position);
            while (chunks.Left >= 8 && !chunks.IsSpent && _pictures < ImageFacts.MostFrames)
            {
                var type = chunks.U32();
                var length = chunks.U32();
                var body = chunks.Slice(Math.Min(length, chunks.Left));
                Take(type, body);
                chunks.Skip(Math.Min(length & 1, chunks.Left));
            }

            _damage ??= end > source.Length ? PictureFacts.CutOff : _pictures == 0 ? "The WebP has no picture." : null;
            var image = _image with
            {
                Animated = _animated,
                Frames = _animated ? Math.Max(_pictures, 1) : 1,
                Orientation = _metadata.Orientation,
                HasMetadata = _metadata.Any,
                HasLocation = _metadata.HasLocation,
            };
            return PictureFacts.Of(source, Container.WebP, "image/webp", _size, image, _damage);
        }

        private void Take(uint type, ByteCursor body)
        {
            switch (Name(type))
            {
                case "VP8X" when _size == default:
                    var flags = body.U8();
                    body.Skip(3);
                    _size = (1 + body.U24(), 1 + body.U24());
                    _extended = true;
                    _animated = (flags & Animation) != 0;
                    _image = _image with { HasAlpha = (flags & Alpha) != 0 };
                    break;
                case "VP8 " when !_animated:
                    TakeLossy(body);
                    break;
                case "VP8L" when !_animated:
                    TakeLossless(body);
                    break;
                case "ANMF" when _animated:
                    _pictures++;
                    break;
                case "ALPH":
                    _image = _image with { HasAlpha = true };
                    break;
                case "ICCP":
                    body.LittleEndian = false;
                    _image = _image with { Profile = IccProfile.Read(body) };
                    break;
                case "EXIF":
                    body.TryTake("Exif\0\0"u8); // Some writers carry this over from JPEG.
                    _metadata.TakeExif(body);
                    break;
                case "XMP ":
                    _metadata.TakeXmp(body);
                    break;
            }
        }

        /// <summary>The frame header of a key frame, RFC 6386 §9.1.</summary>
        private void TakeLossy(ByteCursor body)
        {
            var tag = body.U24();
            var isKeyFrame = (tag & 1) == 0 && body.TryTake([0x9D, 0x01, 0x2A]);
            TakePicture(body.U16() & 0x3FFF, body.U16() & 0x3FFF, isKeyFrame && !body.Overran);
        }

        /// <summary>The header of a lossless picture, RFC 9649 §3.4.</summary>
        private void TakeLossless(ByteCursor body)
        {
            var signed = body.TryTake([0x2F]);
            var bits = body.U32();
            _image = _image with { HasAlpha = _image.HasAlpha || (bits & (1 << 28)) != 0 };
            TakePicture((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, signed && !body.Overran);
        }

        private void TakePicture(long width, long height, bool isWhole)
        {
            _damage ??= !isWhole ? "The WebP's picture does not begin as one." : _extended && _size != (width, height) ? Mismatch : null;
            _size = _extended ? _size : (width, height);
            _pictures++;
        }

        private static string Name(uint type) => string.Create(4, type, static (name, type) =>
        {
            for (var at = 0; at < name.Length; at++)
            {
                name[at] = (char)(byte)(type >> (8 * at));
            }
        });
    }
}
