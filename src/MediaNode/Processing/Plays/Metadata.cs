namespace MediaNode.Processing.Plays;

/// <summary>Titles, places, times, chapters, and who encoded it: nothing of it is the recipient's business.</summary>
internal static class Metadata
{
    public static readonly IReadOnlyList<string> Dropped = ["-map_metadata", "-1", "-map_chapters", "-1", "-bitexact"];
}
