using System.Globalization;

namespace MediaNode.Cli;

/// <summary>Byte counts as people read them.</summary>
internal static class HumanSize
{
    private static readonly string[] _units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Of(long bytes)
    {
        var size = (double)bytes;
        var unit = 0;
        // 1023.95 would round up to "1024.0" of the smaller unit.
        while (size >= 1023.95 && unit < _units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + _units[unit];
    }
}
