using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Access;

public sealed class PasswordChangeTests
{
    [Fact]
    public async Task A_changed_password_ends_every_login_made_with_the_old_one()
    {
        await using var node = await TestNode.StartAsync();
        using var added = await node.SendJsonAsync(HttpMethod.Post, "/v1/users", """{"username":"bot1","password":"Abcd-1234"}""");
        var byAdmin = await node.LoginAsync("bot1", "Abcd-1234");
        (await node.StatusAsync("/v1/health", byAdmin)).ShouldBe(HttpStatusCode.OK);

        using var changed = await node.SendJsonAsync(HttpMethod.Put, "/v1/users/bot1", """{"password":"Other-5678"}""");
        (await node.StatusAsync("/v1/health", byAdmin)).ShouldBe(HttpStatusCode.Unauthorized);

        var byItself = await node.LoginAsync("bot1", "Other-5678");
        using var answer = await node.PostLoginAsync("bot1", "Other-5678", "Third-9012");
        (await node.StatusAsync("/v1/health", byItself)).ShouldBe(HttpStatusCode.Unauthorized);
        var fresh = (await answer.JsonAsync()).GetProperty("users")[0].GetProperty("token").GetString()!;
        (await node.StatusAsync("/v1/health", fresh)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_passwords_are_checked_against_is_for_the_nodes_user_alone()
    {
        using var data = new TempDirectory();
        File.SetUnixFileMode(data.Path, (UnixFileMode)0b111_101_101);
        await using var node = await TestNode.StartAsync(data: data.Path);

        foreach (var file in Directory.GetFiles(data.Path, "catalogue.db*"))
        {
            (File.GetUnixFileMode(file) & (UnixFileMode)0b000_111_111).ShouldBe(UnixFileMode.None, file);
        }
    }
}
