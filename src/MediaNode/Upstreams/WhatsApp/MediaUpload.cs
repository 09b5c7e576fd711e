using System.Globalization;
using MediaNode.Formats.Sealing;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>One upload of sealed bytes: from host to host, continued where it broke off, with every host's reason kept.</summary>
internal sealed class MediaUpload(LineClient line, MediaHosts hosts, TimeProvider clock, Lodging lodging, Spool spool, Seal seal)
{
    /// <summary>From this size on a server is asked what it has before anything is sent.</summary>
    public const long AskFrom = 5 << 20;

    // Each time at least a byte more had arrived; a line that breaks more often is left for later.
    private const int MostBreaks = 8;

    // What is about to expire is uploaded anew.
    private static readonly TimeSpan _leastLeft = TimeSpan.FromHours(2);

    private readonly List<string> _reasons = [];
    private bool _ask = lodging.MayHaveBegun || spool.Length >= AskFrom;
    private bool _refreshed;
    private LodgeOutcome? _outcome;

    /// <summary>Whether a server said that the bytes do not have the digest they were announced under.</summary>
    public bool WasDamaged { get; private set; }

    public async Task<LodgeOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await hosts.GetAsync(null, cancellationToken);
        for (var at = 0; ;)
        {
            if (answer.Set is not { } set)
            {
                _reasons.Add(answer.Reason);
                return new LodgeOutcome.Failed(_reasons, answer.RetryAfter, IsFinal: false);
            }

            if (at == set.Hosts.Count)
            {
                hosts.Forget(set);
                return new LodgeOutcome.Failed(_reasons, null, IsFinal: false);
            }

            var isStale = await TryAsync(set.Hosts[at], set.Auth, cancellationToken);
            if (_outcome is not null)
            {
                return _outcome;
            }

            at++;
            if (isStale && !_refreshed)
            {
                _refreshed = true;
                answer = await hosts.GetAsync(set.Auth, cancellationToken);
                at = 0;
            }
        }
    }

    /// <returns>Whether it did not take the auth.</returns>
    private async Task<bool> TryAsync(MediaHost host, string auth, CancellationToken cancellationToken)
    {
        var offset = 0L;
        for (var breaks = 0; ;)
        {
            if (_ask)
            {
                using var has = await PostAsync(host, auth, "&resume=1", new ByteArrayContent([]), cancellationToken);
                var there = ReadResume(host, has);
                if (there is null)
                {
                    return has.Status is 401 or 403;
                }

                if (breaks > 0 && there <= offset)
                {
                    _reasons.Add($"{host.Name}: no byte more arrived");
                    return false;
                }

                offset = there.Value;
            }

            using var patience = line.Patience(TimeSpan.Zero, cancellationToken);
            using var content = new UploadContent(spool, offset, patience);
            var more = offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"&file_offset={offset}");
            using var answer = await PostAsync(host, auth, more, content, patience, cancellationToken);
            if (answer.Status == 200)
            {
                _ask = true;
                Place(host, answer);
                return false;
            }

            // No answer, so a part of it may have arrived, or all: with one host as good as with another, for they share what they have.
            _ask |= answer.Status == 416 || (answer.Status == 0 && content.HasBegun);
            var broke = answer.Status == 416 || (answer.Status == 0 && content.HasBegun && !answer.TimedOut);
            if (!broke || ++breaks > MostBreaks)
            {
                Said(host, answer);
                return answer.Status is 401 or 403;
            }
        }
    }

    private async Task<LineAnswer> PostAsync(MediaHost host, string auth, string more, HttpContent content, CancellationToken cancellationToken)
    {
        using var patience = line.Patience(TimeSpan.Zero, cancellationToken);
        return await PostAsync(host, auth, more, content, patience, cancellationToken);
    }

    private Task<LineAnswer> PostAsync(
        MediaHost host, string auth, string more, HttpContent content, Patience patience, CancellationToken cancellationToken) =>
        line.CallAsync(
            HttpMethod.Post, MediaUrl.OfUpload(host, auth, lodging.Kind, seal.Digests.Sealed.Span, more), content, LineClient.SmallAnswer, patience,
            cancellationToken);

    /// <returns>How many bytes are there; null when there is nothing more to do with this host.</returns>
    private long? ReadResume(MediaHost host, LineAnswer answer)
    {
        if (answer.Status == 404)
        {
            return 0;
        }

        if (answer.Status != 200)
        {
            Said(host, answer);
            return null;
        }

        var resume = answer.Json?.TextOf("resume");
        if (resume == "complete")
        {
            if (answer.Json!.Value.TextOf("direct_path") is { } path && MediaUrl.ExpiryOf(path, clock.GetUtcNow()) - clock.GetUtcNow() < _leastLeft)
            {
                return 0;
            }

            Place(host, answer);
            return null;
        }

        if (long.TryParse(resume, NumberStyles.None, CultureInfo.InvariantCulture, out var there) && there <= spool.Length)
        {
            return there;
        }

        _reasons.Add($"{host.Name}: 200 with an answer that does not tell what is there");
        return null;
    }

    private void Place(MediaHost host, LineAnswer answer)
    {
        var (url, path) = (answer.Json?.TextOf("url"), answer.Json?.TextOf("direct_path"));
        var wrong = answer.Json is null ? "that is not a JSON object"
            : url is null || !MediaUrl.IsWeb(url) ? "whose url is missing or not of the web"
            : path is null || !MediaUrl.IsPath(path) ? "whose direct_path is missing or not a path"
            : MediaUrl.ExpiryOf(path, clock.GetUtcNow()) <= clock.GetUtcNow() ? "whose direct_path has expired"
            : null;
        if (wrong is not null)
        {
            _reasons.Add($"{host.Name}: 200 with an answer {wrong}");
            return;
        }

        _outcome = new LodgeOutcome.Lodged(url!, path!, MediaUrl.ExpiryOf(path!, clock.GetUtcNow()), seal);
    }

    /// <summary>Keeps a reason; where no other host would say anything else, the upload ends with it.</summary>
    private void Said(MediaHost host, LineAnswer answer)
    {
        _reasons.Add($"{host.Name}: {answer.Reason}");
        WasDamaged |= answer.Status == 415;
        _outcome = answer.Status switch
        {
            413 or 415 => new LodgeOutcome.Failed(_reasons, null, IsFinal: true),
            429 or 507 => new LodgeOutcome.Failed(_reasons, answer.RetryAfter, IsFinal: false),
            _ => null,
        };
    }
}
