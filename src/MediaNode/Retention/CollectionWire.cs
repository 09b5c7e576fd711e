using System.Text;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Retention;

/// <summary>What the original's collectors tell, in its words.</summary>
internal static class CollectionWire
{
    /// <summary>An element of <c>services</c>: how a collection ended.</summary>
    /// <param name="sweep">The collection.</param>
    /// <param name="error">Why it failed, in the original's words; null when it did not.</param>
    public static string Ended(SweepRow sweep, string? error)
    {
        var ofMedia = sweep.Kind == SweepKind.Media;
        return Encoding.UTF8.GetString(WireBytes.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject(ofMedia ? "media" : "message");
            json.WriteStartObject("gc");
            json.WriteNumber(ofMedia ? "items_deleted" : "messages_deleted", sweep.Forgotten);
            json.WriteString("status", error is null ? "complete" : "failed");
            if (error is not null)
            {
                json.WriteStartArray("errors");
                json.WriteStartObject();
                json.WriteNumber("code", Problem.InternalError.Code);
                json.WriteString("title", Problem.InternalError.Title);
                json.WriteString("details", error);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }).Span);
    }
}
