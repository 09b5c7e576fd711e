using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Quarantining;

/// <summary>How content in quarantine stands in an answer.</summary>
internal static class QuarantineWire
{
    /// <summary>The member <c>quarantine</c> of a media; none when it is not there.</summary>
    public static void WriteMember(Utf8JsonWriter json, QuarantinedDigest? blocked)
    {
        if (blocked is null)
        {
            return;
        }

        json.WriteStartObject("quarantine");
        json.WriteString("since", blocked.At);
        json.WriteString("reason", blocked.Reason);
        json.WriteString("source", blocked.Source.Name);
        json.WriteString("by", blocked.By);
        json.WriteEndObject();
    }

    /// <param name="json">In an object.</param>
    /// <param name="row">The content.</param>
    /// <param name="tally">How many media have it; null when nobody counted.</param>
    public static void Write(Utf8JsonWriter json, QuarantinedDigest row, ContentTally? tally = null)
    {
        json.WriteString("digest", Convert.ToHexStringLower(row.Digest));
        json.WriteString("state", row.IsBlocked ? "blocked" : "released");
        json.WriteString("reason", row.Reason);
        json.WriteString("source", row.Source.Name);
        json.WriteString("by", row.By);
        json.WriteString("at", row.At);
        json.WriteString("from_media", row.FromMedia);
        if (tally is not null)
        {
            json.WriteNumber("media", tally.Media);
            json.WriteNumber("bytes", tally.Bytes);
        }

        if (row.ReleasedAt is { } released)
        {
            json.WriteString("released_at", released);
            json.WriteString("released_by", row.ReleasedBy);
        }
        else
        {
            json.WriteNull("released_at");
            json.WriteNull("released_by");
        }
    }
}
