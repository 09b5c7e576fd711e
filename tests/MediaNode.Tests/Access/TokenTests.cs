using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Access;

public class TokenTests
{
    [Fact]
    public async Task A_token_is_good_for_seven_days_and_not_longer()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var node = await TestNode.StartAsync(clock: clock);

        clock.Advance(TimeSpan.FromDays(6));
        (await node.StatusAsync("/v1/health")).ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        (await node.StatusAsync("/v1/health")).ShouldBe(HttpStatusCode.OK);

        clock.Advance(TimeSpan.FromSeconds(1));
        using var refused = await node.GetAsync("/v1/health");
        (await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005)).ShouldBe("Invalid credentials.");
        (await node.LoginAsync("admin", TestNode.Password)).ShouldNotBeNullOrEmpty();
        (await node.StatusAsync("/v1/health")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Each_login_gives_another_token_and_all_are_good_side_by_side()
    {
        await using var node = await TestNode.StartAsync();

        string[] tokens = [await node.LoginAsync("admin", TestNode.Password), await node.LoginAsync("admin", TestNode.Password)];

        tokens.ShouldBeUnique();
        foreach (var token in tokens)
        {
            (await node.StatusAsync("/v1/users/admin", token)).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_logout_revokes_its_own_token_and_no_other()
    {
        await using var node = await TestNode.StartAsync();
        var other = await node.LoginAsync("admin", TestNode.Password);

        using (var done = await node.SendAsync(HttpMethod.Post, "/v1/users/logout"))
        {
            done.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await done.Content.ReadAsStringAsync()).ShouldBe("""{"meta":{"api_status":"stable","version":"v2.49.1"}}""");
        }

        (await node.StatusAsync("/v1/health")).ShouldBe(HttpStatusCode.Unauthorized);
        (await node.StatusAsync("/v1/health", other)).ShouldBe(HttpStatusCode.OK);
        using var twice = await node.SendAsync(HttpMethod.Post, "/v1/users/logout");
        await twice.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
    }

    [Fact]
    public async Task Removing_a_user_revokes_its_tokens_at_once()
    {
        await using var node = await TestNode.StartAsync();
        var used = await node.AddUserAsync("robot");
        (await node.StatusAsync("/v1/health", used)).ShouldBe(HttpStatusCode.OK);
        var unused = await node.LoginAsync("robot", TestNode.Password);

        using (var removed = await node.SendAsync(HttpMethod.Delete, "/v1/users/robot"))
        {
            removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await node.StatusAsync("/v1/health", used)).ShouldBe(HttpStatusCode.Unauthorized);
        (await node.StatusAsync("/v1/health", unused)).ShouldBe(HttpStatusCode.Unauthorized);

        await node.AddUserAsync("robot");
        (await node.StatusAsync("/v1/health", used)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_user_that_is_removed_while_it_logs_in_has_no_good_token()
    {
        await using var node = await TestNode.StartAsync();
        for (var round = 0; round < 8; round++)
        {
            await node.AddUserAsync("robot");
            var logins = Enumerable.Range(0, 4).Select(_ => node.PostLoginAsync("robot", TestNode.Password)).ToList();
            await logins[round % 4];
            using var removed = await node.SendAsync(HttpMethod.Delete, "/v1/users/robot");
            removed.StatusCode.ShouldBe(HttpStatusCode.OK);

            foreach (var login in await Task.WhenAll(logins))
            {
                login.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
                if (login.StatusCode == HttpStatusCode.OK)
                {
                    var token = (await login.JsonAsync()).GetProperty("users")[0].GetProperty("token").GetString();
                    (await node.StatusAsync("/v1/health", token)).ShouldBe(HttpStatusCode.Unauthorized);
                }
            }
        }
    }

    [Fact]
    public async Task Users_tokens_and_logouts_survive_a_restart()
    {
        using var data = new TempDirectory();
        string kept, revoked;
        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            kept = await node.AddUserAsync("robot");
            revoked = await node.LoginAsync("robot", TestNode.Password);
            using var done = await node.SendAsync(HttpMethod.Post, "/v1/users/logout", bearer: revoked);
            done.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await using var again = await TestNode.StartAsync(data: data.Path);
        (await again.StatusAsync("/v1/health", kept)).ShouldBe(HttpStatusCode.OK);
        (await again.StatusAsync("/v1/health", revoked)).ShouldBe(HttpStatusCode.Unauthorized);
        (await again.LoginAsync("robot", TestNode.Password)).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_changed_password_survives_a_restart_whatever_the_settings_say()
    {
        using var data = new TempDirectory();
        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            using var changed = await node.PostLoginAsync("admin", TestNode.Password, "Other-5678");
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await using var again = await TestNode.StartAsync(data: data.Path, firstPassword: true, settings: [$"--ADMIN_PASSWORD={TestNode.Password}"]);
        (await again.LoginAsync("admin", "Other-5678")).ShouldNotBeNullOrEmpty();
        using var old = await again.PostLoginAsync("admin", TestNode.Password);
        await old.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
    }

    [Fact]
    public async Task Neither_a_token_nor_a_password_is_in_the_data_directory_or_the_log()
    {
        using var data = new TempDirectory();
        using var log = new CapturedLog();
        string token;
        await using (var node = await TestNode.StartAsync(data: data.Path, configure: services => services.AddSingleton<ILoggerProvider>(log)))
        {
            token = await node.AddUserAsync("robot", "Robots-9876");
            (await node.StatusAsync("/v1/users/admin", token)).ShouldBe(HttpStatusCode.Forbidden);
            using var wrong = await node.PostLoginAsync("robot", "Guess-1111");
            Scan();
        }

        Scan();

        void Scan()
        {
            // The lock holds a process id, and nobody else may open it.
            var files = Directory.GetFiles(data.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").ToList();
            files.ShouldContain(file => file.EndsWith("catalogue.db", StringComparison.Ordinal));
            foreach (var secret in (string[])[token, token[3..], TestNode.Password, "Robots-9876", "Guess-1111"])
            {
                files.Where(file => Contains(file, secret)).ShouldBeEmpty();
                log.Lines.Where(line => line.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
            }

            files.ShouldContain(file => Contains(file, "robot")); // The scan does find what is there.
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer unknown")]
    [InlineData("Bearer mn_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic YWRtaW46QWJjZC0xMjM0")]
    [InlineData("Token x")]
    public async Task Without_a_good_token_nothing_is_done(string authorization)
    {
        await using var node = await TestNode.StartAsync();
        using var client = node.NewClient();
        foreach (var (method, path) in ((HttpMethod, string)[])
            [(HttpMethod.Post, "/v1/media"), (HttpMethod.Get, "/v1/media/x"), (HttpMethod.Delete, "/v1/media/x"), (HttpMethod.Get, "/v1/users/admin"),
                (HttpMethod.Post, "/v1/users/logout"), (HttpMethod.Get, "/v1/health"), (HttpMethod.Get, "/metrics")])
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var refused = await client.SendAsync(request);

            (await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005)).ShouldBe("Invalid credentials.");
            refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        }
    }

    [Fact]
    public async Task The_name_of_the_scheme_may_be_in_any_case()
    {
        await using var node = await TestNode.StartAsync();
        using var client = node.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"bearer  {node.Client.DefaultRequestHeaders.Authorization!.Parameter} ");

        (await client.GetAsync("/v1/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_header_of_360dialog_is_a_token_only_when_the_settings_say_so()
    {
        await using var closed = await TestNode.StartAsync();
        (await StatusByHeaderAsync(closed)).ShouldBe(HttpStatusCode.Unauthorized);

        await using var open = await TestNode.StartAsync(["--Access:AcceptD360Header=true"]);
        (await StatusByHeaderAsync(open)).ShouldBe(HttpStatusCode.OK);

        static async Task<HttpStatusCode> StatusByHeaderAsync(TestNode node)
        {
            using var client = node.NewClient();
            client.DefaultRequestHeaders.Add("D360-API-KEY", node.Client.DefaultRequestHeaders.Authorization!.Parameter);
            return (await client.GetAsync("/v1/health")).StatusCode;
        }
    }

    private static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
