using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>Makes the facts of a document, which are few: it is never altered.</summary>
internal static class DocumentFacts
{
    public static MediaFacts Of(ByteSource source, Container container, string type, string? damage = null) =>
        new() { Container = container, Type = type, Length = source.Length, Damage = damage };
}
