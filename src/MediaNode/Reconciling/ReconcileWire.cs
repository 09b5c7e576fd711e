using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Reconciling;

/// <summary>How a pass stands in an answer.</summary>
internal static class ReconcileWire
{
    public static void Write(Utf8JsonWriter json, string name, Pass? pass, PassCatalog passes)
    {
        if (pass is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("id", pass.Id);
        json.WriteString("asked_by", pass.IsAskedFor ? "operator" : "clock");
        json.WriteString("status", pass.EndedAt is null ? "processing" : pass.Fault is null ? "complete" : "failed");
        json.WriteBoolean("fix", pass.Fixes);
        json.WriteBoolean("quick", pass.IsQuick);
        json.WriteBoolean("adopt", pass.Adopts);
        json.WriteBoolean("force", pass.IsForced);
        json.WriteString("started_at", DateTimeOffset.FromUnixTimeMilliseconds(pass.StartedAt));
        if (pass.EndedAt is { } ended)
        {
            json.WriteString("ended_at", DateTimeOffset.FromUnixTimeMilliseconds(ended));
        }
        else
        {
            json.WriteNull("ended_at");
        }

        json.WriteNumber("looked", pass.Looked);
        json.WriteNumber("bytes", pass.Bytes);
        json.WriteString("fault", pass.Fault);
        json.WriteStartArray("findings");
        foreach (var tally in passes.Findings(pass))
        {
            json.WriteStartObject();
            json.WriteString("finding", tally.Kind.Name);
            json.WriteNumber("count", tally.Count);
            json.WriteNumber("mended", tally.Mended);
            json.WriteStartArray("first");
            foreach (var finding in tally.First)
            {
                json.WriteStartObject();
                json.WriteString("subject", finding.Subject);
                json.WriteString("what", finding.What);
                json.WriteBoolean("mended", finding.IsMended);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
