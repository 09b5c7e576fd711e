using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace MediaNode.Formats.Sealing;

/// <summary>Walks the fields of one protobuf message. What is not asked for is passed over; what is no message ends the walk.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding/. Groups, which nothing here uses, count as broken.</remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether the walk ended before the bytes did.</summary>
    public bool IsBroken { get; private set; }

    public int Field { get; private set; }

    public ProtobufWire Wire { get; private set; }

    /// <summary>The value of a field that is a <see cref="ProtobufWire.Number"/>.</summary>
    public ulong Number { get; private set; }

    /// <summary>The value of a field that is <see cref="ProtobufWire.Bytes"/>.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end, and where the bytes are no message.</returns>
    public bool Next()
    {
        if (_rest.IsEmpty || IsBroken)
        {
            return false;
        }

        IsBroken = !TryTag() || !TryValue();
        return !IsBroken;
    }

    /// <returns>Whether the field's bytes are text, which is UTF-8 and nothing else.</returns>
    public readonly bool TryText([NotNullWhen(true)] out string? text)
    {
        text = Utf8.IsValid(Bytes) ? Encoding.UTF8.GetString(Bytes) : null;
        return text is not null;
    }

    private bool TryTag()
    {
        if (!TryVarint(out var tag) || tag > uint.MaxValue || tag >> 3 == 0)
        {
            return false;
        }

        (Field, Wire) = ((int)(tag >> 3), (ProtobufWire)(tag & 7));
        return true;
    }

    private bool TryValue()
    {
        Number = 0;
        Bytes = default;
        switch (Wire)
        {
            case ProtobufWire.Number:
                var read = TryVarint(out var number);
                Number = number;
                return read;
            case ProtobufWire.Bytes:
                if (!TryVarint(out var length) || length > (ulong)_rest.Length)
                {
                    return false;
                }

                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            case ProtobufWire.EightBytes:
                return TrySkip(8);
            case ProtobufWire.FourBytes:
                return TrySkip(4);
            default:
                return false;
        }
    }

    private bool TrySkip(int count)
    {
        if (_rest.Length < count)
        {
            return false;
        }

        _rest = _rest[count..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(_rest.Length, 10); i++)
        {
            // The tenth byte has room for one bit more.
            if (i == 9 && _rest[i] > 1)
            {
                return false;
            }

            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}

/// <summary>How a field's value is written.</summary>
internal enum ProtobufWire
{
    Number = 0,
    EightBytes = 1,
    Bytes = 2,
    FourBytes = 5,
}
