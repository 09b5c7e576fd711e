using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MediaNode.Cli;

/// <summary>Where a verb puts its answer: lines for a reader, or one JSON document for a program.</summary>
internal sealed class Output(CliHost host, bool json)
{
    // The document goes to a pipe or a screen, never into a web page: quotes and letters may stay themselves.
    private static readonly JsonWriterOptions _forReaders = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool Json => json;

    /// <summary>A line of the answer; a program gets the document instead.</summary>
    public void Line(string text)
    {
        if (!json)
        {
            host.Out.WriteLine(Printable(text));
        }
    }

    /// <summary>A remark beside the answer. It goes to standard error, so that the answer stays pipeable.</summary>
    public void Remark(string text)
    {
        if (!json)
        {
            host.Error.WriteLine($"medianode: {Printable(text)}");
        }
    }

    public void Document<T>(T document, JsonTypeInfo<T> type)
    {
        if (json)
        {
            var bytes = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(bytes, _forReaders))
            {
                JsonSerializer.Serialize(writer, document, type);
            }

            host.Out.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
        }
    }

    public void Refused(Refusal refusal)
    {
        Remark(refusal.ToString());
        Document(new RefusedDocument(refusal), CliJson.Default.RefusedDocument);
    }

    /// <summary>Columns padded to fit, two spaces apart, never wrapped: the same on a terminal and in a pipe.</summary>
    public void Table(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Line(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    // A file name or a node's answer may hold escape sequences that would repaint the reader's terminal.
    public static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
