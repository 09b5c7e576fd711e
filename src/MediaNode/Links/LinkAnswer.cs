namespace MediaNode.Links;

/// <summary>What the head of an answer must say before its body is read.</summary>
internal static class LinkAnswer
{
    public static LinkOutcome.Failed Empty => LinkFailures.Final("empty file");

    /// <returns>Why the body is not read; and its length, where the origin tells.</returns>
    public static (LinkOutcome.Failed? Failed, long? Length) Check(HttpResponseMessage answer, LinkOptions options)
    {
        if (answer.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            return (LinkFailures.Final(
                "sent with a Content-Encoding", "Media are asked for as they are (Accept-Encoding: identity), and what is compressed is not expanded."), null);
        }

        var announced = answer.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lines) ? lines.Distinct().Count() : 0;
        var length = answer.Headers.TransferEncodingChunked == true ? null : answer.Content.Headers.ContentLength;
        return length switch
        {
            null when announced > 0 && answer.Headers.TransferEncodingChunked != true => (LinkFailures.Final("no valid Content-Length"), null),
            _ when announced > 1 => (LinkFailures.Final("no valid Content-Length", "The origin sends two different ones."), null),
            0 => (Empty, null),
            { } bytes when bytes > options.MaxBytes.Bytes => (LinkFailures.TooLarge(options.MaxBytes, bytes), null),
            _ => (null, length),
        };
    }

    /// <returns>The Content-Type as it came; null for none, or several.</returns>
    public static string? Type(HttpResponseMessage answer) =>
        answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var lines) && lines.Count == 1 ? lines.ToString() : null;
}
