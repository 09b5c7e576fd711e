using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MediaNode.Settings;

/// <summary>A size in bytes, written as people write it: <c>100 MB</c>, <c>64KB</c>, <c>1073741824</c>. A KB is 1,024 bytes.</summary>
[TypeConverter(typeof(ByteSizeConverter))]
public readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Unit, long Bytes)[] _units = [("TB", 1L << 40), ("GB", 1L << 30), ("MB", 1L << 20), ("KB", 1L << 10), ("B", 1)];

    public static ByteSize MegaBytes(long count) => new(count << 20);

    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size)
    {
        var digits = (text ?? "").Trim();
        var factor = 1L;
        foreach (var (unit, bytes) in _units)
        {
            if (digits.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                (digits, factor) = (digits[..^unit.Length].TrimEnd(), bytes);
                break;
            }
        }

        var ok = decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count <= (decimal)(long.MaxValue / 2) / factor;
        size = ok ? new ByteSize((long)(count * factor)) : default;
        return ok;
    }

    public override string ToString()
    {
        foreach (var (unit, bytes) in _units)
        {
            if (Bytes >= bytes && Bytes % bytes == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes / bytes} {unit}");
            }
        }

        return "0 B";
    }
}

/// <summary>Lets configuration hold sizes as text.</summary>
internal sealed class ByteSizeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text && ByteSize.TryParse(text, out var size)
            ? size
            : throw new FormatException($"'{value}' is not a size; write it like 100 MB, 64 KB or 1048576.");
}

/// <summary>The sizes that a setting accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SizeRangeAttribute(string least, string most) : ValidationAttribute
{
    public string Least => least;

    public string Most => most;

    public override bool IsValid(object? value) =>
        value is ByteSize size && ByteSize.TryParse(least, out var low) && ByteSize.TryParse(most, out var high)
        && size.Bytes >= low.Bytes && size.Bytes <= high.Bytes;

    public override string FormatErrorMessage(string name) => $"must be between {least} and {most}";
}
