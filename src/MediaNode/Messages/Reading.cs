using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MediaNode.Messages;

/// <summary>A message being read: what was found, and the content being written. What is wrong may leave the content in pieces.</summary>
internal sealed class Reading(Findings findings) : IDisposable
{
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _content = new(256);
    private Utf8JsonWriter? _json;

    public Findings Findings => findings;

    public Utf8JsonWriter Json => _json ??= new Utf8JsonWriter(_content, _readable);

    public Attachment? Attachment { get; set; }

    /// <summary>Writes a member, if there is something to write.</summary>
    public void Write(string name, string? text)
    {
        if (text is not null)
        {
            Json.WriteString(name, text);
        }
    }

    public string Content()
    {
        Json.Flush();
        return Encoding.UTF8.GetString(_content.WrittenSpan);
    }

    public void Dispose() => _json?.Dispose();
}
