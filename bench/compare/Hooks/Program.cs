using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

// The floor of telling a receiver: the bodies that the node would send, from memory, by a bare client, each until its 200.
//
//   Hooks URL EVENTS EVENTS_A_BODY CONNECTIONS
//
// Prints one line: webhooks and events a second.
var (url, events, each, connections) = (new Uri(args[0]), Number(args[1]), Number(args[2]), Number(args[3]));
using var handler = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = connections };
using var client = new HttpClient(handler);
var bodies = (events + each - 1) / each;
var next = -1;
var clock = Stopwatch.StartNew();
await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => TellAsync()));
var seconds = clock.Elapsed.TotalSeconds;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"webhooks={bodies / seconds:F0} events={events / seconds:F0} seconds={seconds:F2}"));

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

async Task TellAsync()
{
    while (Interlocked.Increment(ref next) is var at && at < bodies)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body(at * each, Math.Min(each, events - (at * each)))));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(url, content);
        answer.EnsureSuccessStatusCode();
    }
}

static string Body(int first, int count) => $$"""{"statuses":[{{string.Join(',', Enumerable.Range(first, count).Select(Status))}}]}""";

static string Status(int at)
{
    var recipient = (15550000000 + at).ToString(CultureInfo.InvariantCulture);
    return $$$"""{"id":"gBEG{{{at:D22}}}","recipient_id":"{{{recipient}}}","status":"delivered","timestamp":"1700000100","type":"message","message":{"recipient_id":"{{{recipient}}}"}}""";
}
