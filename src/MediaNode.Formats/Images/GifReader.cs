using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>GIF (GIF89a specification): its frames are counted by walking the blocks, whose pixels are never unpacked.</summary>
public static class GifReader
{
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;
    private const byte Trailer = 0x3B;

    /// <returns><see langword="null"/> when the bytes do not begin as GIF does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source) { LittleEndian = true };
        return cursor.TryTake("GIF87a"u8) || cursor.TryTake("GIF89a"u8) ? new Blocks(source, cursor).Read() : null;
    }

    private sealed class Blocks(ByteSource source, ByteCursor cursor)
    {
        private readonly EmbeddedMetadata _metadata = new();
        private int _width;
        private int _height;
        private int _frames;
        private bool _hasAlpha;
        private bool _hasProfile;

        public MediaFacts Read()
        {
            _width = cursor.U16();
            _height = cursor.U16();
            var flags = cursor.U8();
            cursor.Skip(2);
            SkipTable(flags);

            var damage = ReadBlocks();
            var image = PictureFacts.Unmeasured with
            {
                Color = ColorModel.Palette,
                Frames = Math.Max(_frames, 1),
                HasAlpha = _hasAlpha,
                Profile = _hasProfile ? ColorProfile.Other : ColorProfile.None,
                HasMetadata = _metadata.Any,
                HasLocation = _metadata.HasLocation,
            };
            return PictureFacts.Of(source, Container.Gif, "image/gif", (_width, _height), image, damage);
        }

        private string? ReadBlocks()
        {
            while (_frames < ImageFacts.MostFrames)
            {
                // Many writers forget the trailer, and every decoder forgives it: the end between two blocks is an end.
                if (_frames > 0 && (cursor.Left == 0 || cursor.IsSpent) && !cursor.Overran)
                {
                    return null;
                }

                switch (cursor.U8())
                {
                    case Extension:
                        ReadExtension();
                        break;
                    case Frame:
                        ReadFrame();
                        break;
                    case Trailer:
                        return _frames > 0 ? null : "The GIF has no picture.";
                    default:
                        // Decoders show what came before, but for all we know it is not what was meant.
                        return cursor.Overran ? End() : "Among the GIF's blocks stands something that is none.";
                }

                if (cursor.Overran)
                {
                    return End();
                }
            }

            return null;
        }

        private string? End() => _frames > 0 && cursor.IsSpent ? null : PictureFacts.EndOf(cursor);

        private void ReadFrame()
        {
            // A frame that is larger than the screen makes decoders enlarge the screen.
            var (left, top) = (cursor.U16(), cursor.U16());
            _width = Math.Max(_width, left + cursor.U16());
            _height = Math.Max(_height, top + cursor.U16());
            SkipTable(cursor.U8());
            cursor.Skip(1);
            SkipSubBlocks();
            _frames++;
        }

        private void ReadExtension()
        {
            switch (cursor.U8())
            {
                case 0xF9: // Graphic control: bit 0 of its first byte tells of a transparent colour.
                    _hasAlpha |= cursor.Peek(2) is [> 0, var flags] && (flags & 1) != 0;
                    break;
                case 0xFE:
                    _metadata.Any = true;
                    break;
                case 0xFF when cursor.TryTake("\x0BXMP DataXMP"u8):
                    // XMP is no sub-blocks, but ends so that whoever walks it as such comes out at its end.
                    var start = cursor.Position;
                    SkipSubBlocks();
                    var behind = cursor.Position;
                    cursor.Seek(start);
                    _metadata.TakeXmp(cursor.Slice(behind - start));
                    return;
                case 0xFF:
                    _hasProfile |= cursor.Peek(12).SequenceEqual("\x0BICCRGBG1012"u8);
                    break;
            }

            SkipSubBlocks();
        }

        private void SkipSubBlocks()
        {
            while (cursor.PeekSome(atLeast: 1) is { IsEmpty: false } bytes)
            {
                var at = 0;
                while (at < bytes.Length && bytes[at] > 0)
                {
                    at += 1 + bytes[at];
                }

                var ended = at < bytes.Length;
                cursor.Skip(ended ? at + 1 : at);
                if (ended)
                {
                    return;
                }
            }

            cursor.Take(1); // The block that ends the others is missing: the cursor overruns.
        }

        private void SkipTable(int flags) => cursor.Skip((flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0);
    }
}
