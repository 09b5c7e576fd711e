namespace MediaNode.Processing;

/// <summary>What becomes of media that do not conform.</summary>
internal enum ProcessingMode
{
    /// <summary>They are mended where that can be done.</summary>
    Fix,

    /// <summary>They are refused; nothing is ever altered.</summary>
    Strict,
}

/// <summary>The modes by their names in settings and requests: <c>fix</c> and <c>strict</c>.</summary>
internal static class ProcessingModes
{
    public const string Fix = "fix";
    public const string Strict = "strict";

    public static string NameOf(ProcessingMode mode) => mode == ProcessingMode.Strict ? Strict : Fix;

    public static bool TryParse(string? name, out ProcessingMode mode)
    {
        mode = name == Strict ? ProcessingMode.Strict : ProcessingMode.Fix;
        return name is Fix or Strict;
    }
}
