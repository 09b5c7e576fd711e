using System.Text;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>Whoever is not let in learns nothing, not even whether there is something to be let in to.</summary>
public sealed class AuthorisationTests
{
    private const string ApiKey = "monitoring-key-0123456789";
    private const string Unknown = "0190163d-8694-739b-aea5-966c26f8ad91";

    [Fact]
    public async Task Wrong_credentials_get_the_same_answer_for_every_id_known_or_not()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var node = await TestNode.StartAsync([$"--Access:ApiKey={ApiKey}"], clock: clock);
        var id = await node.UploadAsync(Bytes.Random(1000));
        var token = node.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        var revoked = await node.LoginAsync("admin", TestNode.Password);
        await RawConnection.ExchangeAsync(
            node.Url, RawRequest.Head("POST /v1/users/logout", $"Authorization: Bearer {revoked}", "Content-Length: 0", "Connection: close"));
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{TestNode.Password}"));
        string?[] wrong =
        [
            null, "", "Bearer", "Bearer ", "Bearer    ", "Bearer mn_guess", $"Bearer {token}x", $"Bearer {token[..^1]}",
            $"Bearer {token.ToUpperInvariant()}", $"Bearer {revoked}", $"Bearer \"{token}\"", $"Bearer {token}, Bearer {token}",
            $"Bearer {new string('x', 8000)}", $"Bearer {ApiKey}", $"bearer{token}", $"Token {token}", token, $"Digest {token}",
            "Basic", "Basic !!!", $"Basic {basic}", "Apikey", "Apikey ", "Apikey guess", $"Apikey {token}",
        ];
        foreach (var credentials in wrong)
        {
            var answers = new List<string>();
            foreach (var method in (string[])["GET", "HEAD", "DELETE"])
            {
                foreach (var path in (string[])[id, Unknown, "nonsense", "..%2f..%2fetc%2fpasswd"])
                {
                    answers.Add(await AskAsync(node, $"{method} /v1/media/{path}", credentials, toHead: method == "HEAD"));
                }
            }

            answers.Distinct().Count().ShouldBe(2, credentials); // With a body, and to HEAD without.
            answers.ShouldAllBe(answer => answer.StartsWith("401 ", StringComparison.Ordinal));
        }

        clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        (await AskAsync(node, $"GET /v1/media/{id}", $"Bearer {token}")).ShouldStartWith("401 ");
        node.Files.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("GET", false)]
    [InlineData("DELETE", true)]
    [InlineData("DELETE", false)]
    [InlineData("POST", true)]
    public async Task The_monitoring_key_opens_no_media_and_tells_none(string method, bool known)
    {
        await using var node = await TestNode.StartAsync([$"--Access:ApiKey={ApiKey}"]);
        var id = known ? await node.UploadAsync(Bytes.Random(1000)) : Unknown;

        var answer = await AskAsync(node, method == "POST" ? "POST /v1/media" : $"{method} /v1/media/{id}", $"Apikey {ApiKey}");

        answer.ShouldStartWith("403 ");
        answer.ShouldNotContain(id);
        node.Files.Count.ShouldBe(known ? 1 : 0);
    }

    /// <summary>The look-up of the token comes before that of the media, so a stranger's wait cannot depend on the media.</summary>
    [Fact]
    public async Task A_stranger_waits_no_longer_for_a_known_id()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(60_000));
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < 400; turn++)
        {
            known.Add(await TimeAsync(node, id));
            unknown.Add(await TimeAsync(node, Unknown));
        }

        known.Sort();
        unknown.Sort();
        // The medians of two equal things on a busy machine; the digest of the file alone would be many times more.
        (known[200] / unknown[200]).ShouldBeInRange(0.5, 2);
    }

    private static async Task<double> TimeAsync(TestNode node, string id)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        using var client = new HttpRequestMessage(HttpMethod.Get, $"/v1/media/{id}");
        client.Headers.Authorization = new("Bearer", "mn_guess");
        using var answer = await node.Client.SendAsync(client);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        return System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    /// <returns>Status, headers but the date, and body.</returns>
    private static async Task<string> AskAsync(TestNode node, string request, string? credentials, bool toHead = false)
    {
        using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(RawRequest.Head(request, credentials is null ? "" : $"Authorization: {credentials}", "Content-Length: 0"));
        var answer = await connection.ReadAnswerAsync(toHead);
        return $"{answer.Status} {string.Join('\n', answer.Headers.Where(header => header.Name != "Date"))} {answer.Text}";
    }
}
