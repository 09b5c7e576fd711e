using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

// Posts messages to a node and waits until the last is sent.
//
//   Send http://HOST:PORT TOKEN --one FILE TYPE COUNT      one file, to so many recipients
//   Send http://HOST:PORT TOKEN --each DIR TYPE            every file of a directory, to a recipient each; the uploads are counted
//
// Prints one line: messages, posted (per second, from the first POST to the last 201), sent (per second, from the first POST until the last
// message was sent), and from a message's acceptance to its being sent p50 and p99, in milliseconds by the node's own times.
const int Connections = 16;
var (url, token) = (args[0], args[1]);
using var handler = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections };
using var client = new HttpClient(handler) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
var numbers = 15550000000 + Random.Shared.NextInt64(1, 1_000_000) * 20_000;
var sends = new ConcurrentQueue<(string Recipient, string? File, string? Media)>();
var type = args[4];
var media = new ConcurrentBag<string>();
if (args[2] == "--one")
{
    var id = await UploadAsync(args[3]);
    media.Add(id);
    for (var at = 0; at < int.Parse(args[5], CultureInfo.InvariantCulture); at++)
    {
        sends.Enqueue((Number(at), null, id));
    }
}
else
{
    foreach (var (file, at) in Directory.GetFiles(args[3]).Order(StringComparer.Ordinal).Select((file, at) => (file, at)))
    {
        sends.Enqueue((Number(at), file, null));
    }
}

var count = sends.Count;
var clock = Stopwatch.StartNew();
await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => PostAsync()));
var posted = clock.Elapsed.TotalSeconds;
var waits = new List<double>();
var left = new Queue<string>(media);
while (left.TryPeek(out var next))
{
    if (await WaitsOfAsync(next) is { } found)
    {
        waits.AddRange(found);
        left.Dequeue();
    }
    else
    {
        await Task.Delay(20);
    }
}

var seconds = clock.Elapsed.TotalSeconds;
waits.Sort();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"messages={count} posted={count / posted:F0} sent={waits.Count / seconds:F0} p50={waits[waits.Count / 2]:F0} p99={waits[(int)(waits.Count * 0.99)]:F0} seconds={seconds:F2}"));
return waits.Count == count ? 0 : 1;

string Number(int at) => (numbers + at).ToString(CultureInfo.InvariantCulture);

async Task PostAsync()
{
    while (sends.TryDequeue(out var send))
    {
        var id = send.Media ?? await UploadAsync(send.File!);
        if (send.Media is null)
        {
            media.Add(id);
        }

        using var body = new StringContent($$$"""{"to":"{{{send.Recipient}}}","type":"image","image":{"id":"{{{id}}}"}}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/v1/messages", UriKind.Relative), body);
        if ((int)answer.StatusCode != 201)
        {
            throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}

async Task<string> UploadAsync(string file)
{
    using var body = new ByteArrayContent(await File.ReadAllBytesAsync(file));
    body.Headers.ContentType = new MediaTypeHeaderValue(type);
    using var answer = await client.PostAsync(new Uri("/v1/media", UriKind.Relative), body);
    answer.EnsureSuccessStatusCode();
    using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
    return document.RootElement.GetProperty("media")[0].GetProperty("id").GetString()!;
}

// From acceptance to sent of every message of a media; null while one is still under way.
async Task<List<double>?> WaitsOfAsync(string id)
{
    var found = new List<double>();
    for (long? after = 0; after is not null;)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri($"/api/media/{id}/ledger?limit=1000&after={after}", UriKind.Relative)));
        foreach (var row in document.RootElement.GetProperty("ledger").EnumerateArray())
        {
            if (row.GetProperty("failed_at").ValueKind == JsonValueKind.String)
            {
                throw new InvalidOperationException($"A message failed: {row}");
            }

            if (row.GetProperty("sent_at").ValueKind != JsonValueKind.String)
            {
                return null;
            }

            found.Add((row.GetProperty("sent_at").GetDateTimeOffset() - row.GetProperty("accepted_at").GetDateTimeOffset()).TotalMilliseconds);
        }

        after = document.RootElement.GetProperty("ledger_next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null;
    }

    return found;
}
