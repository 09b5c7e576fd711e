using System.Net.Sockets;
using System.Security.Authentication;
using MediaNode.Addresses;
using MediaNode.Settings;
using Microsoft.AspNetCore.WebUtilities;

namespace MediaNode.Links;

/// <summary>Words for what went wrong at the origin, and whether time may mend it.</summary>
internal static class LinkFailures
{
    // Whoever asks to be left alone for longer is asked again all the same.
    private static readonly TimeSpan _mostWait = TimeSpan.FromHours(1);

    /// <param name="answer">One that is no use.</param>
    /// <param name="details">What would help; null for nothing.</param>
    /// <param name="machine">For a time to come back at, which the origin tells by the world's clock.</param>
    public static LinkOutcome.Failed Of(HttpResponseMessage answer, string? details, TimeProvider machine)
    {
        var status = (int)answer.StatusCode;
        var mayMend = status is >= 500 or StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or 425; // Too Early.
        return new(Words(status), details, !mayMend, mayMend ? RetryAfter(answer, machine) : null);
    }

    public static LinkOutcome.Failed TooLarge(ByteSize limit, long? length) => Final(
        $"larger than {limit}", $"{(length is { } bytes ? $"The origin announces {bytes} bytes. " : "")}The limit is {LinkOptions.Section}:{nameof(LinkOptions.MaxBytes)}.");

    public static LinkOutcome.Failed Final(string error, string? details = null) => new(error, details, IsFinal: true, RetryAfter: null);

    public static LinkOutcome.Failed Passing(string error, string? details = null) => new(error, details, IsFinal: false, RetryAfter: null);

    /// <summary>For no answer, or one that broke off.</summary>
    public static LinkOutcome.Failed Of(Exception broken)
    {
        for (var cause = broken; cause is not null; cause = cause.InnerException)
        {
            if (Known(cause) is { } failed)
            {
                return failed;
            }
        }

        return Passing("connection failed");
    }

    private static LinkOutcome.Failed? Known(Exception cause) => cause switch
    {
        AddressRefusedException => Final(
            $"not allowed: {cause.Message}", $"If links may lead there, list its network in {LinkOptions.Section}:{nameof(LinkOptions.AllowedNetworks)}."),
        CertificateRefusedException => Final(cause.Message),
        AuthenticationException => Passing("no TLS connection"),
        SocketException socket => Passing(socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData => "no such host",
            SocketError.TryAgain or SocketError.NoRecovery => "the host's name could not be looked up",
            SocketError.ConnectionRefused => "connection refused",
            SocketError.TimedOut => "connection timed out",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => "host unreachable",
            SocketError.ConnectionReset or SocketError.Shutdown => "connection broken off",
            _ => "connection failed",
        }),
        HttpRequestException { HttpRequestError: var error } => Known(error),
        HttpIOException { HttpRequestError: var error } => Known(error),
        _ => null,
    };

    private static LinkOutcome.Failed? Known(HttpRequestError error) => error switch
    {
        HttpRequestError.ResponseEnded => Passing("connection broken off"),
        HttpRequestError.InvalidResponse => Final("the answer is not HTTP"),
        HttpRequestError.ConfigurationLimitExceeded => Final($"the answer's head is larger than {LinkConnection.MostHead} KB"),
        _ => null,
    };

    private static string Words(int status) =>
        ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? $"{status} ({phrase})" : $"{status}";

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider machine)
    {
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - machine.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, _mostWait.Ticks));
    }
}
