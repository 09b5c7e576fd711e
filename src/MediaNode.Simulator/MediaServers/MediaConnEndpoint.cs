using MediaNode.Simulator.Faults;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.MediaServers;

/// <summary><c>GET /wa/{number}/media_conn</c>: which media servers there are, and an auth for them.</summary>
internal sealed class MediaConnEndpoint(MediaAuth auth, FaultBook book)
{
    /// <summary>Seconds after which a client asks again; as WhatsApp answers.</summary>
    private const int Ttl = 300;
    private const int MaxBuckets = 12;

    public async Task HandleAsync(HttpContext context)
    {
        if (await FaultAnswer.TryAsync(context, book.Take(FaultPoint.Connect)))
        {
            return;
        }

        var number = (string?)context.GetRouteValue("number");
        if (number is not { Length: > 0 and <= 15 } || number.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new RefusedException("The number of the business must be 1 to 15 digits.");
        }

        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteString("auth"u8, auth.Issue());
            json.WriteNumber("ttl"u8, Ttl);
            json.WriteNumber("auth_ttl"u8, (int)MediaAuth.Lifetime.TotalSeconds);
            json.WriteNumber("max_buckets"u8, MaxBuckets);
            json.WriteStartArray("hosts"u8);
            foreach (var host in MediaHost.All)
            {
                json.WriteStartObject();
                json.WriteString("hostname"u8, host.Name);
                json.WriteString("url"u8, host.UrlFor(context.Request));
                json.WriteString("type"u8, host.Type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
