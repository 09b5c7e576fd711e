using Microsoft.AspNetCore.Http.Features;

namespace MediaNode.Wire;

/// <summary>Reads away what is left of a refused request's body, within bounds, so that the client gets to read the refusal.</summary>
/// <remarks>
/// Most clients send the whole body before they read. Closing on them resets the connection and loses the answer; they then
/// repeat the upload (github.com/dotnet/aspnetcore/issues/23840). Reading for ever would let them hold the node.
/// </remarks>
internal sealed class BodyDrain
{
    /// <summary>The most that is read away, in bytes: more than the largest upload that is legal by default.</summary>
    public const long MaxBytes = 128L << 20;

    /// <summary>The longest it may take.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    private readonly HttpContext? _context;

    private BodyDrain(HttpContext? context, bool keepsConnection) => (_context, KeepsConnection) = (context, keepsConnection);

    /// <summary>Whether the connection can serve another request afterwards; when not, the answer says <c>Connection: close</c>.</summary>
    public bool KeepsConnection { get; }

    /// <summary>For a body that cannot be read on: malformed, too slow, or of an uncertain end.</summary>
    public static BodyDrain None { get; } = new(null, keepsConnection: false);

    public static BodyDrain Plan(HttpContext context)
    {
        var request = context.Request;
        var canHaveBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        if (!canHaveBody || request.ContentLength == 0)
        {
            return new BodyDrain(null, keepsConnection: true);
        }

        // A client that asked first (Expect: 100-continue) sends nothing after a refusal.
        if (request.Headers.Expect.Count > 0)
        {
            return None;
        }

        return new BodyDrain(context, keepsConnection: request.ContentLength is { } length && length <= MaxBytes);
    }

    public async Task RunAsync()
    {
        if (_context is null)
        {
            return;
        }

        if (_context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        var clock = _context.RequestServices.GetRequiredService<TimeProvider>();
        using var deadline = new CancellationTokenSource(MaxTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _context.RequestAborted);
        try
        {
            // Where Kestrel put it, with no buffer of our own: anybody may send a body that is refused.
            var body = _context.Request.BodyReader;
            for (var left = MaxBytes; left > 0;)
            {
                var read = await body.ReadAsync(either.Token);
                left -= read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }

            _context.Abort();
        }
        catch (OperationCanceledException)
        {
            // Too long, or gone: the refusal was sent, nothing more is owed.
            _context.Abort();
        }
        catch (IOException)
        {
            // Malformed or too slow. Kestrel closes by itself, and without the reset that would take the refusal back.
        }
    }
}
