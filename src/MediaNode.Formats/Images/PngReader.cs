using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>PNG and APNG (ISO/IEC 15948): every chunk's header, and the data of those that tell something.</summary>
public static class PngReader
{
    private const int HeaderDataLength = 13;
    private const int LongestName = 79;

    /// <returns><see langword="null"/> when the bytes do not begin as PNG does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source);
        return cursor.TryTake(PngChunk.Signature) ? new Chunks(source, cursor).Read() : null;
    }

    private sealed class Chunks(ByteSource source, ByteCursor cursor)
    {
        private readonly EmbeddedMetadata _metadata = new();
        private ImageFacts _image = PictureFacts.Unmeasured;
        private (long Width, long Height) _size;
        private bool _hasPixels;
        private string? _damage;

        public MediaFacts Read()
        {
            var ended = TryReadHeader();
            while (ended && !cursor.IsSpent && _damage is null)
            {
                var length = cursor.U32();
                var type = cursor.Peek(4).ToArray();
                if (type.AsSpan().SequenceEqual("IEND"u8))
                {
                    _damage = !_hasPixels ? "The PNG has no picture: there is no IDAT in it."
                        : cursor.Left < 8 ? PictureFacts.CutOff : null;
                    break;
                }

                _damage = cursor.Overran || type.Length < 4 ? cursor.IsSpent ? null : PictureFacts.CutOff
                    : length > int.MaxValue || !PngChunk.IsType(type) ? "Among the PNG's chunks stands something that is none."
                    : Take(type, length);
                cursor.Skip(4L + length + 4);
            }

            var rest = _image with
            {
                Orientation = _metadata.Orientation,
                HasMetadata = _metadata.Any,
                HasLocation = _metadata.HasLocation,
            };
            return PictureFacts.Of(source, Container.Png, _image.Frames > 1 ? "image/apng" : "image/png", _size, rest, _damage);
        }

        /// <summary>Reads IHDR, which must come first.</summary>
        private bool TryReadHeader()
        {
            var length = cursor.U32();
            var chunk = cursor.Slice(4 + HeaderDataLength);
            if (length != HeaderDataLength || !chunk.Peek(4).SequenceEqual("IHDR"u8) || cursor.Overran)
            {
                _damage = cursor.Overran ? PictureFacts.CutOff : "The PNG does not begin with a header (IHDR).";
                return false;
            }

            var sum = Crc32.Of(chunk.Peek(4 + HeaderDataLength));
            chunk.Skip(4);
            _size = (chunk.U32(), chunk.U32());
            int depth = chunk.U8();
            int color = chunk.U8();
            _image = _image with
            {
                BitDepth = depth,
                HasAlpha = color is 4 or 6,
                Color = color switch { 0 or 4 => ColorModel.Gray, 3 => ColorModel.Palette, _ => ColorModel.Rgb },
            };
            var possible = color switch
            {
                0 => depth is 1 or 2 or 4 or 8 or 16,
                3 => depth is 1 or 2 or 4 or 8,
                2 or 4 or 6 => depth is 8 or 16,
                _ => false,
            };
            _damage = cursor.U32() != sum ? cursor.Overran ? PictureFacts.CutOff : "The PNG's header (IHDR) does not match its checksum."
                : possible ? null
                : $"The PNG's header tells colour type {color} with {depth} bits, which PNG does not have.";
            return true;
        }

        /// <returns>What is wrong with the chunk, if anything. The cursor stays at the chunk's type.</returns>
        private string? Take(ReadOnlySpan<byte> type, uint length)
        {
            _hasPixels |= type.SequenceEqual("IDAT"u8);
            _metadata.Any |= PngChunk.IsMetadata(type);
            var start = cursor.Position;
            var body = cursor.Slice(Math.Min(4 + (long)length, cursor.Left));
            body.Skip(4);
            if (type.SequenceEqual("acTL"u8))
            {
                _image = _image with { Frames = (int)Math.Clamp(body.U32(), 1, ImageFacts.MostFrames) };
            }
            else if (type.SequenceEqual("tRNS"u8))
            {
                _image = _image with { HasAlpha = true };
            }
            else if (type.SequenceEqual("iCCP"u8))
            {
                // What follows its name is compressed.
                var name = Encoding.Latin1.GetString(body.Peek(LongestName));
                _image = _image with { Profile = IccProfile.IsSrgb(name.Split('\0')[0]) ? ColorProfile.Srgb : ColorProfile.Other };
            }
            else if (type.SequenceEqual("eXIf"u8))
            {
                _metadata.TakeExif(body);
            }
            else if (type.SequenceEqual("iTXt"u8) && body.TryTake("XML:com.adobe.xmp\0"u8))
            {
                _metadata.TakeXmp(body);
            }

            cursor.Seek(start);
            var isTable = type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("acTL"u8);
            return isTable ? Check(start, length) : null;
        }

        private string? Check(long start, uint length)
        {
            // 256 colours are the most these can hold.
            if (length > 3 * 256)
            {
                return "A table in the PNG's header is longer than PNG allows.";
            }

            var sum = Crc32.Of(cursor.Take(4 + (int)length));
            var told = cursor.U32();
            var cutOff = cursor.Overran;
            cursor.Seek(start);
            return cutOff ? PictureFacts.CutOff : sum == told ? null : "A table in the PNG's header does not match its checksum.";
        }
    }
}
