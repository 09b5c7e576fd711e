using MediaNode.Formats.Limits;
using static MediaNode.Tests.Samples.Sample;

namespace MediaNode.Tests.Samples;

/// <summary>Documents: whatever it is, it goes as it came.</summary>
internal static class SampleDocuments
{
    private const string Office = "application/vnd.openxmlformats-officedocument";

    public static readonly IReadOnlyList<Sample> All =
    [
        Conforms(Kind.Document, "one-page.pdf", "application/pdf"),
        Conforms(Kind.Document, "letter.docx", $"{Office}.wordprocessingml.document"),
        Conforms(Kind.Document, "table.xlsx", $"{Office}.spreadsheetml.sheet"),
        Conforms(Kind.Document, "note.txt", "text/plain"),
        Conforms(Kind.Document, "note.txt", "text/plain; charset=utf-8"),
        Conforms(Kind.Document, "page.html", "text/html"),
        Conforms(Kind.Document, "files.zip", "application/zip"),
        Conforms(Kind.Document, "bomb.zip", "application/zip"),
        Conforms(Kind.Document, "gps.jpg", "image/jpeg"),
        Conforms(Kind.Document, "30000x30000.png", "image/png"),
        Conforms(Kind.Document, "large.mp4", "video/mp4"),
        Conforms(Kind.Document, "drawing.svg", "image/svg+xml"),
        Remarked(Kind.Document, "text-named.pdf", "application/pdf", "document.claimed-type"),
        Remarked(Kind.Document, "png-named.jpg", "image/jpeg", "document.claimed-type"),
        Remarked(Kind.Document, "truncated.mp4", "video/mp4", "document.damaged"),
        Hopeless(Kind.Document, "empty.mp4", "video/mp4", "media.empty"),
    ];
}
