namespace MediaNode.Upstreams.WhatsApp;

/// <summary>A media server.</summary>
/// <param name="Name">For reasons: <c>mmg-1</c>.</param>
/// <param name="Url">Where.</param>
internal sealed record MediaHost(string Name, string Url);

/// <summary>The media servers, primaries first, and what opens them.</summary>
internal sealed record HostSet(string Auth, IReadOnlyList<MediaHost> Hosts, DateTimeOffset Until);

/// <summary>The hosts, or why there are none.</summary>
internal sealed record HostAnswer(HostSet? Set, string Reason = "", TimeSpan? RetryAfter = null);

/// <summary>Asks for the media servers once for as long as the answer holds, however many want to upload.</summary>
internal sealed class MediaHosts(LineClient line, Uri address, TimeProvider clock)
{
    private const int MostHosts = 64;

    // Less would mean to ask for each upload, more to hold on to servers that are gone.
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private HostSet? _set;
    private Task<HostAnswer>? _asking;

    /// <param name="stale">An auth that was refused: the set that it came with is not used again.</param>
    /// <param name="cancellationToken">Ends the waiting, and nothing else.</param>
    public Task<HostAnswer> GetAsync(string? stale, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_set is { } known && (known.Until <= clock.GetUtcNow() || known.Auth == stale))
            {
                _set = null;
            }

            if (_set is { } good)
            {
                return Task.FromResult(new HostAnswer(good));
            }

            // Apart from whoever asked first: the others wait for the same answer.
            _asking ??= Task.Run(AskAsync, CancellationToken.None);
            return _asking.WaitAsync(cancellationToken);
        }
    }

    /// <summary>None of them could be used: perhaps there are others by now.</summary>
    public void Forget(HostSet set)
    {
        lock (_lock)
        {
            _set = ReferenceEquals(_set, set) ? null : _set;
        }
    }

    private async Task<HostAnswer> AskAsync()
    {
        HostAnswer? heard = null;
        try
        {
            using var answer = await line.CallAsync(HttpMethod.Get, address, null, LineClient.SmallAnswer, CancellationToken.None);
            heard = Read(answer);
            return heard;
        }
        finally
        {
            lock (_lock)
            {
                (_set, _asking) = (heard?.Set, null);
            }
        }
    }

    private HostAnswer Read(LineAnswer answer)
    {
        if (answer.Status != 200)
        {
            return new HostAnswer(null, $"media_conn: {answer.Reason}", answer.RetryAfter);
        }

        var (primaries, others) = (new List<MediaHost>(), new List<MediaHost>());
        if (answer.Json is not { } json || json.NameOf("auth") is not { } auth || json.NumberOf("ttl") is not { } ttl || json.ListOf("hosts") is not { } hosts)
        {
            return new HostAnswer(null, "media_conn: 200 with an answer that lacks auth, ttl or hosts");
        }

        foreach (var entry in hosts.Take(MostHosts))
        {
            if (entry.NameOf("hostname") is { } name && (entry.NameOf("url") ?? $"https://{name}") is var url && MediaUrl.IsWeb(url))
            {
                (entry.TextOf("type") == "fallback" ? others : primaries).Add(new MediaHost(name.ForReading(), url.TrimEnd('/')));
            }
        }

        if (primaries.Count + others.Count == 0)
        {
            return new HostAnswer(null, "media_conn: 200 with no host that can be used");
        }

        var seconds = Math.Clamp(Math.Min(ttl, json.NumberOf("auth_ttl") ?? ttl), (long)_shortest.TotalSeconds, (long)_longest.TotalSeconds);
        return new HostAnswer(new HostSet(auth, [.. primaries, .. others], clock.GetUtcNow() + TimeSpan.FromSeconds(seconds)));
    }
}
