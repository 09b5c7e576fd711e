using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using MediaNode.Formats.Sealing;
using MediaNode.Sandboxing;
using MediaNode.Volumes;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>WhatsApp's servers, spoken to as its own clients do; docs/line.md has every word of it.</summary>
internal sealed class WhatsAppUpstream : IUpstream, IDisposable
{
    private const int EventsAtOnce = 500;

    // An event may carry a message of 4,096 characters, each up to six bytes in JSON.
    private const int LargeAnswer = 16 << 20;

    private static readonly TimeSpan _eventsWait = TimeSpan.FromSeconds(25);

    private readonly LineClient _line;
    private readonly MediaHosts _hosts;
    private readonly MediaJson _media = new();
    private readonly ScratchRoom _scratchRoom;
    private readonly TimeProvider _clock;
    private readonly string _base;

    public WhatsAppUpstream(UpstreamAddress address, WhatsAppOptions options, ScratchRoom scratchRoom, TimeProvider clock, TimeProvider machine)
    {
        (_scratchRoom, _clock) = (scratchRoom, clock);
        _base = $"{address.Url.AbsoluteUri.TrimEnd('/')}/wa/{options.Number}";
        _line = new LineClient(options, clock, machine);
        _hosts = new MediaHosts(_line, new Uri($"{_base}/media_conn"), clock);
        Name = $"whatsapp:{options.Number}";
    }

    public string Name { get; }

    public int MostMessages => 256;

    public async Task<LodgeOutcome> LodgeAsync(Lodging lodging, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var (spool, seal, whyNot) = Spool.Make(lodging, _scratchRoom, cancellationToken);
            if (spool is null)
            {
                return new LodgeOutcome.Failed([whyNot!], null, IsFinal: false);
            }

            using (spool)
            {
                var upload = new MediaUpload(_line, _hosts, _clock, lodging, spool, seal!);
                LodgeOutcome? outcome = null;
                try
                {
                    outcome = await upload.RunAsync(cancellationToken);
                }
                finally
                {
                    if (outcome is not LodgeOutcome.Lodged)
                    {
                        spool.Abandon();
                    }
                }

                // The spool may have been damaged on its way to the disk and back: sealed once more, it is the same or it is right.
                if (!upload.WasDamaged || again)
                {
                    return outcome;
                }
            }
        }
    }

    public async Task<SendOutcome> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync("messages", 64 << 10, body => MessagesJson.Write(body, messages, _media), cancellationToken);
        if (answer.Status != 200)
        {
            return new SendOutcome.Failed(answer.Reason, answer.RetryAfter);
        }

        return MessagesJson.Read(answer.Json, messages, _clock.GetUtcNow()) is { } answers
            ? new SendOutcome.Answered(answers)
            : new SendOutcome.Failed("200 with an answer that does not fit the messages", null);
    }

    public async Task<EventsOutcome> EventsAsync(long after, bool wait, CancellationToken cancellationToken)
    {
        var atMost = wait ? _eventsWait : TimeSpan.Zero;
        var url = string.Create(
            CultureInfo.InvariantCulture, $"{_base}/events?after={after}&limit={EventsAtOnce}&wait={(int)atMost.TotalSeconds}");
        using var patience = _line.Patience(atMost, cancellationToken);
        using var answer = await _line.CallAsync(HttpMethod.Get, new Uri(url), null, LargeAnswer, patience, cancellationToken);
        if (answer.Status != 200)
        {
            return new EventsOutcome.Failed(answer.Reason, answer.RetryAfter);
        }

        if (answer.Json?.NumberOf("last") is { } last && last < after)
        {
            return new EventsOutcome.BeginsAnew(last);
        }

        var (events, whyNot) = EventsJson.Read(answer.Json, after, _clock.GetUtcNow());
        return events is null ? new EventsOutcome.Failed(whyNot!, null) : new EventsOutcome.Page(events);
    }

    public Task<CallOutcome> AnswerAsync(RedeliveryReply reply, CancellationToken cancellationToken) => TellAsync("redeliveries", json =>
    {
        json.WriteString("message_id", reply.MessageId);
        if (reply.Note is { } note)
        {
            json.WriteBase64String("enc_p", note.Payload.Span);
            json.WriteBase64String("enc_iv", note.Iv.Span);
        }
        else
        {
            json.WriteNumber("error", (int)reply.Outcome);
        }
    }, cancellationToken);

    public async Task<FetchOutcome> FetchAsync(InboundMedia media, BlobWriter into, CancellationToken cancellationToken)
    {
        using var fetch = new MediaFetch(_line, _hosts, _scratchRoom, media);
        return await fetch.RunAsync(into, cancellationToken);
    }

    public Task<CallOutcome> AskAgainAsync(string messageId, RedeliveryNote note, CancellationToken cancellationToken) => TellAsync("media_retries", json =>
    {
        json.WriteString("message_id", messageId);
        json.WriteBase64String("enc_p", note.Payload.Span);
        json.WriteBase64String("enc_iv", note.Iv.Span);
    }, cancellationToken);

    public Task<CallOutcome> MarkReadAsync(string messageId, CancellationToken cancellationToken) =>
        TellAsync("read", json => json.WriteString("message_id", messageId), cancellationToken);

    public async Task<ContactsOutcome> CheckAsync(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync("contacts", 4096, body => Write(body, json =>
        {
            json.WriteStartArray("contacts");
            foreach (var input in inputs)
            {
                json.WriteStringValue(input);
            }

            json.WriteEndArray();
        }), cancellationToken);
        if (answer.Status != 200)
        {
            return new ContactsOutcome.Failed(answer.Reason, answer.RetryAfter);
        }

        var contacts = answer.Json?.ListOf("contacts")?.Select(Contact).ToList();
        return contacts is not null && contacts.Select(contact => contact?.Input).SequenceEqual(inputs)
            ? new ContactsOutcome.Answered(contacts!)
            : new ContactsOutcome.Failed("200 with an answer that does not fit the contacts", null);
    }

    public void Dispose() => _line.Dispose();

    private static CheckedContact? Contact(JsonElement entry) => (entry.TextOf("input"), entry.TextOf("status"), entry.NameOf("wa_id")) switch
    {
        ({ } input, "valid", { } id) when id.All(char.IsAsciiDigit) => new CheckedContact(input, id),
        ({ } input, "invalid", null) => new CheckedContact(input, null),
        _ => null,
    };

    private async Task<CallOutcome> TellAsync(string what, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync(what, 4096, body => Write(body, write), cancellationToken);
        return answer.Status switch
        {
            200 => new CallOutcome.Done(),
            404 => new CallOutcome.NotFound(),
            _ => new CallOutcome.Failed(answer.Reason, answer.RetryAfter),
        };
    }

    private static void Write(PooledBytes body, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(body, MessagesJson.Readable);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    }

    private async Task<LineAnswer> PostAsync(string what, int first, Action<PooledBytes> write, CancellationToken cancellationToken)
    {
        using var body = new PooledBytes(first);
        write(body);
        using var content = new ReadOnlyMemoryContent(body.Written);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        LineAnswer? answer = null;
        try
        {
            answer = await _line.CallAsync(HttpMethod.Post, new Uri($"{_base}/{what}"), content, LargeAnswer, cancellationToken);
            return answer;
        }
        finally
        {
            if (answer is not { Status: 200 })
            {
                body.Abandon();
            }
        }
    }
}
