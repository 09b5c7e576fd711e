using System.Net;
using MediaNode.Business;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Business;

public sealed class ProviderTests
{
    private const string Route = "/v1/settings/application/media/providers";

    [Fact]
    public async Task Providers_are_set_several_at_once_and_shown_without_their_secrets()
    {
        using var data = new TempDirectory();
        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            await node.SetAsync(
                """[{"name":"files","type":"www","config":{"basic":{"username":"u","password":"s3cret-1"}}},{"name":"cdn","config":{"bearer":"s3cret-2"}}]""",
                Route, "POST");
            await node.SetAsync("""{"name":"files","type":"www","config":{"basic":{"username":"u2","password":"s3cret-3"}}}""", Route, "POST");
        }

        await using var again = await TestNode.StartAsync(data: data.Path);
        (await again.SettingsAsync(Route)).GetRawText().ShouldBe(
            """{"application":{"media":{"providers":[{"name":"cdn","type":"www","config":{"bearer":"********"}},"""
            + """{"name":"files","type":"www","config":{"basic":{"username":"u2","password":"********"}}}]}}}""");
        again.Part<MediaProviders>().Find("files")!.Value.Provider.Basic.ShouldBe(new BasicCredentials("u2", "s3cret-3"));
        (await again.SettingsAsync()).GetRawText().ShouldNotContain("s3cret");
        foreach (var file in Directory.GetFiles(data.Path, "catalogue*"))
        {
            System.Text.Encoding.Latin1.GetString(await ReadAsync(file)).ShouldNotContain("s3cret");
        }
    }

    [Fact]
    public async Task What_was_shown_and_comes_back_leaves_the_secret_and_its_revision_as_they_were()
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""[{"name":"cdn","config":{"bearer":{"token":"s3cret"}}}]""", Route, "POST");
        var before = node.Part<ProviderCatalog>().Find("cdn")!.Revision;

        await node.SetAsync("""[{"name":"cdn","type":"www","config":{"bearer":"********"}}]""", Route, "POST");

        node.Part<MediaProviders>().Find("cdn")!.Value.ShouldBe((new MediaProvider("cdn", null, "s3cret"), before));
        (await node.RefusedAsync("""[{"name":"other","config":{"bearer":"********"}}]""", Route, "POST")).ShouldContain("Send the secret itself");
    }

    [Theory]
    [InlineData("[]", 1008, "has no provider")]
    [InlineData("[7]", 1009, "[0] is 7; an object")]
    [InlineData("7", 1009, "The body is 7; an object")]
    [InlineData("{", 1025, "not JSON")]
    [InlineData("""[{"config":{"bearer":"t"}}]""", 1008, "[0].name is missing; a name of 1 to 64")]
    [InlineData("""[{"name":"a b","config":{"bearer":"t"}}]""", 1009, "[0].name is \"a b\"")]
    [InlineData("""[{"name":"../x","config":{"bearer":"t"}}]""", 1009, "[0].name is \"../x\"")]
    [InlineData("""[{"name":"a","type":"ftp","config":{"bearer":"t"}}]""", 1009, "[0].type is \"ftp\"; www is accepted")]
    [InlineData("""[{"name":"a"}]""", 1008, "[0].config is missing")]
    [InlineData("""[{"name":"a","config":{}}]""", 1009, "[0].config has neither basic nor bearer; exactly one of the two is accepted")]
    [InlineData("""[{"name":"a","config":{"bearer":"t","basic":{"username":"u","password":"p"}}}]""", 1009, "[0].config has both basic and bearer")]
    [InlineData("""[{"name":"a","config":{"bearer":"t"}},{"name":"a","config":{"bearer":"u"}}]""", 1009, "[1].name is \"a\", as of [0]; each name once is accepted")]
    [InlineData("""[{"name":"ok","config":{"bearer":"t"}},{"name":"a","config":{"basic":{"password":"p"}}}]""", 1008, "[1].config.basic.username is missing")]
    [InlineData("""[{"name":"a","config":{"basic":{"username":"u:v","password":"p"}}}]""", 1009, "[0].config.basic.username is \"u:v\"")]
    [InlineData("""[{"name":"a","config":{"basic":{"username":"u"}}}]""", 1008, "[0].config.basic.password is missing")]
    [InlineData("""[{"name":"a","config":{"bearer":"two words"}}]""", 1009, "[0].config.bearer has a blank; a token of 1 to 4096")]
    [InlineData("""[{"name":"a","config":{"bearer":"a\r\nb"}}]""", 1009, "[0].config.bearer has a control character, such as a line break; a token")]
    [InlineData("""[{"name":"a","config":{"bearer":"\u00e9"}}]""", 1009, "[0].config.bearer has a character beyond ASCII; a token")]
    [InlineData("""[{"name":"a","config":{"basic":{"username":"u","password":"a\u0000"}}}]""", 1009, "[0].config.basic.password has a control character")]
    [InlineData("""[{"name":"a","config":7}]""", 1009, "[0].config is 7; an object with exactly one of basic and bearer")]
    [InlineData("""[{"name":"a","config":{"bearer":{"token":""}}}]""", 1009, "[0].config.bearer.token is empty")]
    public async Task A_provider_that_lacks_something_or_has_it_wrong_is_refused_and_nothing_changes(string body, int code, string details)
    {
        await using var node = await TestNode.StartAsync();

        (await node.RefusedAsync(body, Route, "POST", code)).ShouldContain(details);

        (await node.SettingsAsync(Route)).GetProperty("application").GetProperty("media").GetProperty("providers").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_secret_that_is_too_long_is_told_its_length_and_is_not_repeated()
    {
        await using var node = await TestNode.StartAsync();

        var details = await node.RefusedAsync($$$"""[{"name":"a","config":{"bearer":"{{{new string('s', 4097)}}}"}}]""", Route, "POST");

        details.ShouldContain("[0].config.bearer has 4097 characters; a token of 1 to 4096 visible ASCII characters");
        details.ShouldNotContain("ss");
    }

    [Fact]
    public async Task A_provider_is_removed_by_its_name()
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""[{"name":"cdn","config":{"bearer":"t"}}]""", Route, "POST");

        using var removed = await node.SendAsync(HttpMethod.Delete, Route + "/cdn");
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await node.SendAsync(HttpMethod.Delete, Route + "/cdn");
        await again.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
        node.Part<MediaProviders>().Find("cdn").ShouldBeNull();
    }

    [Fact]
    public async Task Providers_given_among_the_settings_of_the_application_are_not_kept_there()
    {
        await using var node = await TestNode.StartAsync();

        await node.SetAsync("""{"media":{"providers":[{"name":"a","config":{"bearer":"s3cret"}}],"auto_download":["image"]}}""");

        var media = (await node.ApplicationAsync()).GetProperty("media");
        media.GetRawText().ShouldBe("""{"auto_download":["image"]}""");
    }

    [Fact]
    public async Task A_backup_brings_the_providers_back_with_their_secrets()
    {
        await using var first = await TestNode.StartAsync();
        await first.SetAsync("""[{"name":"cdn","config":{"bearer":"s3cret"}},{"name":"files","config":{"basic":{"username":"u","password":"p"}}}]""", Route, "POST");
        var data = await BackUpAsync(first);

        await using var second = await TestNode.StartAsync();
        await second.SetAsync("""[{"name":"other","config":{"bearer":"t"}}]""", Route, "POST");
        await second.SetAsync($$"""{"password":"correct horse","data":"{{data}}"}""", "/v1/settings/restore", "POST");

        second.Part<MediaProviders>().All().ShouldBe(
            [new MediaProvider("cdn", null, "s3cret"), new MediaProvider("files", new BasicCredentials("u", "p"), null)]);
    }

    [Fact]
    public async Task Only_an_admin_sees_or_changes_them()
    {
        await using var node = await TestNode.StartAsync();
        using var made = await node.SendJsonAsync(HttpMethod.Post, "/v1/users", """{"username":"bot1","password":"Abcd-1234"}""");
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var token = await node.LoginAsync("bot1", "Abcd-1234");

        using var refused = await node.SendJsonAsync(HttpMethod.Post, Route, """[{"name":"a","config":{"bearer":"t"}}]""", token);

        await refused.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1005);
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<string> BackUpAsync(TestNode node)
    {
        using var backup = await node.SendJsonAsync(HttpMethod.Post, "/v1/settings/backup", """{"password":"correct horse"}""");
        backup.StatusCode.ShouldBe(HttpStatusCode.OK, await backup.Content.ReadAsStringAsync());
        return (await backup.JsonAsync()).GetProperty("settings").GetProperty("data").GetString()!;
    }
}
