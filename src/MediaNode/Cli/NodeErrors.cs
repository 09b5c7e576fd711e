using System.Globalization;
using System.Net;
using System.Text.Json;

namespace MediaNode.Cli;

/// <summary>An error body in either of the node's forms: the envelope of <c>/v1</c>, or the problem document of <c>/api</c>.</summary>
internal sealed record NodeErrors(
    IReadOnlyList<NodeError>? Errors = null, int? Code = null, string? Title = null, string? Detail = null)
{
    private const int MaxBytes = 64 << 10; // An error is a sentence; more is somebody else's web page.

    public static async Task<RefusedException> ReadAsync(
        Uri url, HttpResponseMessage answer, TimeProvider clock, CancellationToken cancellationToken)
    {
        var error = await ParseAsync(answer, cancellationToken);
        var status = (int)answer.StatusCode;
        var refusal = new Refusal(
            error?.Title ?? $"The node answered {status} {answer.ReasonPhrase}".TrimEnd(),
            error?.Details,
            error?.Code,
            status,
            Advice(url, error?.Code, answer, clock));
        return new RefusedException(refusal, concernsAll: answer.StatusCode is HttpStatusCode.Unauthorized);
    }

    private static async Task<NodeError?> ParseAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            var body = new byte[MaxBytes];
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var length = await stream.ReadAtLeastAsync(body, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            var errors = JsonSerializer.Deserialize(body.AsSpan(0, length), CliJson.Default.NodeErrors);
            return errors?.Errors is [var first, ..] ? first : new NodeError(errors?.Code, errors?.Title, errors?.Detail);
        }
        // The status has already said no; a body that cannot be read must not hide that.
        catch (Exception unreadable) when (unreadable is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static string? Advice(Uri url, int? code, HttpResponseMessage answer, TimeProvider clock) => (code, answer.StatusCode) switch
    {
        (NodeError.PasswordChangeRequired, _) => LoginAdvice.ChangePassword(url, user: null),
        (_, HttpStatusCode.Unauthorized) => LoginAdvice.Again(url),
        (_, HttpStatusCode.Forbidden) => $"Only an administrator may: {LoginAdvice.Command(url)} --user admin",
        (_, HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) => $"Try again {When(answer, clock)}.",
        (_, HttpStatusCode.InsufficientStorage) => "Make room on the node's volume, then try again.",
        _ when (int)answer.StatusCode < 400 && answer.Headers.Location is { IsAbsoluteUri: true } moved =>
            $"It lives elsewhere: --url {moved.GetLeftPart(UriPartial.Authority)}",
        _ => null,
    };

    private static string When(HttpResponseMessage answer, TimeProvider clock)
    {
        var wait = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return wait is { } span && span > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"in {Math.Ceiling(span.TotalSeconds):0} s")
            : "in a moment";
    }
}

internal sealed record NodeError(int? Code = null, string? Title = null, string? Details = null)
{
    /// <summary>The one code that a program must act on: the user may do nothing but choose a new password.</summary>
    public const int PasswordChangeRequired = 1024;
}

/// <summary>The command that puts a missing or worn-out login right.</summary>
internal static class LoginAdvice
{
    public static string Command(Uri url) => $"medianode login --url {url.Plain()}";

    public static string ChangePassword(Uri url, string? user) =>
        $"Choose a new password: {Command(url)}{(user is null ? "" : $" --user {user}")} --password 'OLD' --new-password 'NEW' "
        + "(8 to 64 characters with a digit, a capital letter, a small letter and a sign).";

    public static string Again(Uri url) => $"Log in again: {Command(url)}";
}
