using System.Text;

namespace MediaNode.Formats.Sealing;

/// <summary>Writes the fields of one protobuf message, in the order in which they are added.</summary>
internal sealed class ProtobufWriter
{
    private readonly List<byte> _bytes = [];

    public ProtobufWriter Add(int field, string? text)
    {
        if (text is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            AddTag(field, ProtobufWire.Bytes);
            AddVarint((uint)bytes.Length);
            _bytes.AddRange(bytes);
        }

        return this;
    }

    public ProtobufWriter Add(int field, uint number)
    {
        AddTag(field, ProtobufWire.Number);
        AddVarint(number);
        return this;
    }

    public byte[] ToBytes() => [.. _bytes];

    private void AddTag(int field, ProtobufWire wire) => AddVarint(((uint)field << 3) | (uint)wire);

    private void AddVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}
