using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MediaNode.Settings;

namespace MediaNode.Volumes;

/// <summary>How much of a volume is free, as people write it: <c>2 GB</c>, or <c>5 %</c> of whatever its size is.</summary>
/// <param name="Size">In bytes; counts when there is no percentage.</param>
/// <param name="Percent">Of the volume; null for a size.</param>
[TypeConverter(typeof(FreeShareConverter))]
public readonly record struct FreeShare(ByteSize Size, double? Percent)
{
    public static bool TryParse(string text, out FreeShare share)
    {
        var written = text.Trim();
        if (!written.EndsWith('%'))
        {
            var sized = ByteSize.TryParse(written, out var size);
            share = new FreeShare(size, null);
            return sized;
        }

        var ok = double.TryParse(written[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent);
        share = new FreeShare(default, percent);
        return ok;
    }

    /// <summary>The share in bytes.</summary>
    /// <param name="total">Of the volume.</param>
    /// <param name="atMost">The most that a size counts as; a percentage counts as it is.</param>
    internal long Of(long total, long atMost) => Percent is { } percent ? (long)(total * percent / 100) : Math.Min(Size.Bytes, atMost);

    public override string ToString() => Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent} %") : Size.ToString();
}

/// <summary>Lets configuration hold shares as text.</summary>
internal sealed class FreeShareConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text && FreeShare.TryParse(text, out var share)
            ? share
            : throw new FormatException($"'{value}' is neither a size nor a percentage; write it like 2 GB or 5 %.");
}

/// <summary>The shares that a setting accepts: half of the volume at most.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShareRangeAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is FreeShare share && share.Percent is null or >= 0 and <= 50 && share.Size.Bytes <= 1L << 40;

    public override string FormatErrorMessage(string name) => "must be between 0 and 1 TB, or between 0 % and 50 %";
}
