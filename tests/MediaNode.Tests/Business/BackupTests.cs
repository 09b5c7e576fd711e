using System.Net;
using MediaNode.Business;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Business;

public class BackupTests
{
    private const string Backup = "/v1/settings/backup";
    private const string Restore = "/v1/settings/restore";
    private const string Photo = "/v1/settings/profile/photo";
    private const string About = "/v1/settings/profile/about";

    [Fact]
    public async Task All_that_was_set_comes_back_in_another_node()
    {
        await using var first = await TestNode.StartAsync();
        await first.SetAsync("""{"webhooks":{"url":"https://hook.example/wa"},"ours":[1.0,"2"]}""");
        await first.SetAsync("""{"address":"1 Quay Street"}""", "/v1/settings/business/profile", "POST");
        await first.SetAsync("""{"text":"Nets and ropes"}""", About);
        await first.SetAsync("""{"entity_name":"Nets Ltd"}""", "/v1/settings/business/compliance_info", "POST");
        using var photo = await first.SendAsync(HttpMethod.Post, Photo, BusinessCalls.Photo, headers: ("Content-Type", "image/jpeg"));
        photo.StatusCode.ShouldBe(HttpStatusCode.OK);
        var pem = TestCertificates.Authority("Root");
        using var trusted = await first.SendAsync(HttpMethod.Post, "/v1/certificates/webhooks/ca", BusinessCalls.Utf8(pem));
        var data = await BackUpAsync(first, "correct horse");

        await using var second = await TestNode.StartAsync();
        var heard = 0;
        second.Part<IApplicationSettings>().Changed += () => heard++;
        await second.SetAsync("""{"text":"to be replaced"}""", About);
        await second.SetAsync(Body("correct horse", data), Restore, "POST");

        foreach (var path in (string[])[BusinessCalls.Application, "/v1/settings/business/profile", About, "/v1/settings/business/compliance_info"])
        {
            (await second.SettingsAsync(path)).GetRawText().ShouldBe((await first.SettingsAsync(path)).GetRawText());
        }

        (await second.Client.GetByteArrayAsync(Photo)).ShouldBe(BusinessCalls.Photo);
        second.Part<IApplicationSettings>().Current.WebhookUrl.ShouldBe(new Uri("https://hook.example/wa"));
        second.Part<IApplicationSettings>().WebhookCa.ShouldBe(pem);
        heard.ShouldBe(1);
    }

    [Fact]
    public async Task A_backup_tells_nothing_without_its_password_and_no_two_are_alike()
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""{"text":"Nets and ropes"}""", About);

        var (one, other) = (await BackUpAsync(node, "correct horse"), await BackUpAsync(node, "correct horse"));

        one.ShouldNotBe(other);
        System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(one)).ShouldNotContain("Nets");
    }

    [Fact]
    public async Task What_does_not_open_changes_nothing_and_says_why()
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""{"text":"before"}""", About);
        var data = await BackUpAsync(node, "correct horse");
        await node.SetAsync("""{"text":"after"}""", About);
        var damaged = Convert.FromBase64String(data);
        damaged[^1] ^= 1;

        (await node.RefusedAsync(Body("Correct horse", data), Restore, "POST")).ShouldContain("password is not the one");
        (await node.RefusedAsync(Body("correct horse", Convert.ToBase64String(damaged)), Restore, "POST")).ShouldContain("or data is damaged");
        (await node.RefusedAsync(Body("correct horse", data[..^8]), Restore, "POST")).ShouldContain("or data is damaged");
        (await node.RefusedAsync(Body("correct horse", "bm90IGEgYmFja3Vw"), Restore, "POST")).ShouldContain("data is no backup");
        (await node.RefusedAsync(Body("correct horse", "!"), Restore, "POST")).ShouldContain("data is no backup");
        await node.RefusedAsync("""{"password":"correct horse"}""", Restore, "POST", 1008);
        await node.RefusedAsync("""{"data":"x"}""", Restore, "POST", 1008);
        await node.RefusedAsync("{", Restore, "POST", 1025);
        await node.RefusedAsync("{}", Backup, "POST", 1008);

        (await node.SettingsAsync(About)).GetProperty("profile").GetProperty("about").GetProperty("text").GetString().ShouldBe("after");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("not JSON")]
    [InlineData("""{"application":{},"profile":{},"about":{}}""")]
    [InlineData("""{"application":{"webhooks":{"url":"http://hook.example"}},"profile":{},"about":{},"compliance_info":{}}""")]
    [InlineData("""{"application":{},"profile":{},"about":{},"compliance_info":{},"photo":"QUJD"}""")]
    [InlineData("""{"application":{},"profile":{},"about":{},"compliance_info":{},"photo":7}""")]
    [InlineData("""{"application":{},"profile":{},"about":{},"compliance_info":{},"webhook_ca":"none"}""")]
    public async Task What_opens_is_checked_like_what_is_set(string plain)
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""{"text":"before"}""", About);

        await node.RefusedAsync(Body("p", SettingsSeal.Seal(BusinessCalls.Utf8(plain), "p")), Restore, "POST");

        (await node.SettingsAsync(About)).GetProperty("profile").GetProperty("about").GetProperty("text").GetString().ShouldBe("before");
    }

    private static string Body(string password, string data) => $$"""{"password":"{{password}}","data":"{{data}}"}""";

    private static async Task<string> BackUpAsync(TestNode node, string password)
    {
        using var backup = await node.SendJsonAsync(HttpMethod.Post, Backup, $$"""{"password":"{{password}}"}""");
        backup.StatusCode.ShouldBe(HttpStatusCode.OK, await backup.Content.ReadAsStringAsync());
        return (await backup.JsonAsync()).GetProperty("settings").GetProperty("data").GetString()!;
    }
}
