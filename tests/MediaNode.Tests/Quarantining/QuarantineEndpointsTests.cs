using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using MediaNode.Tests.Renditions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Quarantining;

public sealed class QuarantineEndpointsTests : IClassFixture<SharedNode>
{
    private readonly TestNode _node;

    public QuarantineEndpointsTests(SharedNode shared) => _node = shared.Node;

    [Fact]
    public async Task A_media_is_blocked_by_its_id_and_shown_with_who_when_why_and_what_has_it()
    {
        var bytes = Bytes.Random(500, seed: 101);
        var (first, second) = (await _node.UploadAsync(bytes), await _node.UploadAsync(bytes));

        var blocked = await _node.BlockMediaAsync(first);

        blocked.Text("digest").ShouldBe(QuarantineCalls.DigestOf(bytes));
        var shown = await _node.ShowBlockedAsync(QuarantineCalls.DigestOf(bytes));
        shown.Text("state").ShouldBe("blocked");
        shown.Text("reason").ShouldBe(QuarantineCalls.Reason);
        shown.Text("source").ShouldBe("operator");
        shown.Text("by").ShouldBe("admin");
        shown.Text("from_media").ShouldBe(first);
        shown.GetProperty("media").GetInt64().ShouldBe(2);
        shown.GetProperty("bytes").GetInt64().ShouldBe(1000);
        shown.GetProperty("at").GetDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        shown.GetProperty("released_at").ValueKind.ShouldBe(JsonValueKind.Null);
        Ids(shown).ShouldBe([first, second], ignoreOrder: true);

        var page = await _node.ShowBlockedAsync(QuarantineCalls.DigestOf(bytes), "?limit=1");
        var rest = await _node.ShowBlockedAsync(QuarantineCalls.DigestOf(bytes), $"?limit=1&after={page.Text("next")}");
        Ids(page).Concat(Ids(rest)).ShouldBe([first, second], ignoreOrder: true);
    }

    [Theory]
    [InlineData("hex")]
    [InlineData("HEX")]
    [InlineData("base64")]
    [InlineData("base64url")]
    public async Task Content_that_was_never_here_is_blocked_by_its_digest(string form)
    {
        var bytes = Bytes.Random(300, seed: 2000 + form.Sum(letter => letter));
        var digest = SHA256.HashData(bytes);
        var text = form switch
        {
            "hex" => Convert.ToHexStringLower(digest),
            "HEX" => Convert.ToHexString(digest),
            "base64" => Convert.ToBase64String(digest),
            _ => Convert.ToBase64String(digest).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        };

        using var answer = await _node.PostBlockAsync($$"""{"digest":"{{text}}","reason":"In advance"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        (await answer.JsonAsync()).Text("digest").ShouldBe(Convert.ToHexStringLower(digest));
        using var refused = await _node.PostMediaAsync(bytes);
        await refused.ShouldBeQuarantinedAsync("In advance.");
    }

    [Fact]
    public async Task The_same_again_is_answered_with_the_first()
    {
        var bytes = Bytes.Random(300, seed: 301);
        var first = await _node.BlockAsync(bytes);

        using var again = await _node.PostBlockAsync($$"""{"digest":"{{QuarantineCalls.DigestOf(bytes)}}","reason":"Another reason"}""");

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var second = await again.JsonAsync();
        second.Text("reason").ShouldBe(QuarantineCalls.Reason);
        second.Text("at").ShouldBe(first.Text("at"));
    }

    [Fact]
    public async Task Two_who_block_at_once_hear_of_one_block()
    {
        var digest = QuarantineCalls.DigestOf(Bytes.Random(300, seed: 302));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => _node.PostBlockAsync($$"""{"digest":"{{digest}}","reason":"Number {{number}}"}""")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(7);
        (await Task.WhenAll(answers.Select(async answer => (await answer.JsonAsync()).Text("reason")))).Distinct().Count().ShouldBe(1);
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    [Fact]
    public async Task What_is_released_is_known_and_can_be_blocked_again()
    {
        var bytes = Bytes.Random(300, seed: 303);
        var digest = QuarantineCalls.DigestOf(bytes);
        var id = await _node.UploadAsync(bytes);
        await _node.BlockMediaAsync(id);

        var released = await _node.ReleaseAsync(digest);

        released.Text("state").ShouldBe("released");
        released.Text("released_by").ShouldBe("admin");
        (await _node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.OK);
        await _node.UploadAsync(bytes);
        Digests(await _node.ListAsync("?limit=1000")).ShouldNotContain(digest);
        Digests(await _node.ListAsync("?limit=1000&state=released")).ShouldContain(digest);
        using (var twice = await _node.SendAsync(HttpMethod.Delete, $"/api/quarantine/{digest}"))
        {
            await twice.ShouldBeProblemAsync(HttpStatusCode.NotFound, "quarantine-not-found");
        }

        (await _node.BlockAsync(bytes, "Once more.")).Text("reason").ShouldBe("Once more.");
        (await _node.ShowBlockedAsync(digest)).GetProperty("released_at").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_list_comes_in_pages_and_all_of_it()
    {
        for (var seed = 400; seed < 405; seed++)
        {
            await _node.BlockAsync(Bytes.Random(10, seed));
        }

        var found = new List<string>();
        for (var (next, pages) = ("0", 0); pages < 1000; pages++)
        {
            var page = await _node.ListAsync($"?state=all&limit=2&after={next}");
            found.AddRange(Digests(page));
            if (page.GetProperty("next").ValueKind == JsonValueKind.Null)
            {
                break;
            }

            next = page.GetProperty("next").GetRawText();
        }

        found.ShouldBeUnique();
        Enumerable.Range(400, 5).Select(seed => QuarantineCalls.DigestOf(Bytes.Random(10, seed))).Except(found).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{}""", "parameter-missing")]
    [InlineData("""{"reason":"x"}""", "parameter-missing")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}""", "parameter-missing")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"  "}""", "parameter-missing")]
    [InlineData("""{"digest":"e3b0","reason":"x"}""", "parameter-invalid")]
    [InlineData("""{"digest":"","reason":"x"}""", "parameter-invalid")]
    [InlineData("""{"digest":"zzb0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"x"}""", "parameter-invalid")]
    [InlineData("""{"digest":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF","reason":"x"}""", "parameter-invalid")]
    [InlineData("""{"media":"0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10","reason":"x"}""", "media-not-found")]
    [InlineData("""{"media":"../../etc/passwd","reason":"x"}""", "media-not-found")]
    [InlineData("""{"media":"a","digest":"b","reason":"x"}""", "parameter-invalid")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":7}""", "parameter-invalid")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"a\nb"}""", "parameter-invalid")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"a\u0000b"}""", "parameter-invalid")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"a\u2028b"}""", "parameter-invalid")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"\u202Egpj.exe"}""", "parameter-invalid")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"\u200B \u00A0"}""", "parameter-missing")]
    [InlineData("""{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"x","force":true}""", "parameter-invalid")]
    [InlineData("""[]""", "invalid-request")]
    public async Task What_cannot_be_blocked_is_refused_with_words(string json, string slug)
    {
        using var answer = await _node.PostBlockAsync(json);

        await answer.ShouldBeProblemAsync(slug == "media-not-found" ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest, slug);
    }

    [Fact]
    public async Task A_reason_is_bounded()
    {
        var digest = QuarantineCalls.DigestOf(Bytes.Random(10, seed: 501));
        using (var longer = await _node.PostBlockAsync($$"""{"digest":"{{digest}}","reason":"{{new string('x', 301)}}"}"""))
        {
            await longer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "parameter-invalid");
        }

        using var most = await _node.PostBlockAsync($$"""{"digest":"{{digest}}","reason":"{{new string('x', 300)}}"}""");
        most.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("nothing")]
    [InlineData("%2e%2e")]
    public async Task A_digest_that_nobody_blocked_is_not_found(string digest)
    {
        using var shown = await _node.GetAsync($"/api/quarantine/{digest}");
        shown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var released = await _node.SendAsync(HttpMethod.Delete, $"/api/quarantine/{digest}");
        released.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("?state=gone")]
    [InlineData("?limit=0")]
    [InlineData("?after=x")]
    [InlineData("?what=1")]
    public async Task Parameters_that_make_no_sense_are_refused(string query)
    {
        using var answer = await _node.GetAsync($"/api/quarantine{query}");

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "parameter-invalid");
    }

    [Fact]
    public async Task Only_an_administrator_may()
    {
        var user = await _node.AddUserAsync("reader");
        var digest = QuarantineCalls.DigestOf([]);
        foreach (var (method, path) in ((HttpMethod, string)[])
        [
            (HttpMethod.Get, "/api/quarantine"), (HttpMethod.Post, "/api/quarantine"), (HttpMethod.Get, $"/api/quarantine/{digest}"),
            (HttpMethod.Delete, $"/api/quarantine/{digest}"),
        ])
        {
            using var answer = await _node.SendJsonAsync(method, path, $$"""{"digest":"{{digest}}","reason":"x"}""", user);
            await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-allowed");
        }
    }

    private static IEnumerable<string> Ids(JsonElement shown) => shown.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!);

    private static IEnumerable<string> Digests(JsonElement page) => page.GetProperty("quarantined").EnumerateArray().Select(row => row.Text("digest"));
}
