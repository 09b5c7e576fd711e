using System.Net;
using System.Text.Json;
using MediaNode.Business;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Business;

public class ApplicationSettingsTests
{
    private const string Defaults = """
        {"wa_id":"15550002222","callback_persist":true,"callback_backoff_delay_ms":3000,"max_callback_backoff_delay_ms":900000,
        "heartbeat_interval":5,"unhealthy_interval":30,"garbagecollector_enable":{"media":false,"messages":true},
        "media":{"auto_download":["image","video","voice","sticker","audio","document"]},
        "notify_user_change_number":true,"show_security_notifications":true,
        "webhooks":{"url":"","max_concurrent_requests":6,"message":{"sent":false,"delivered":true,"read":true}},
        "verbose_logging":false,"log_level":"info"}
        """;

    [Fact]
    public async Task Everything_has_a_default_and_the_number_is_that_of_the_node()
    {
        await using var node = await TestNode.StartAsync(["--WhatsApp:Number=15550002222"]);

        ShouldBeJson(await node.ApplicationAsync(), Defaults);
        node.Part<IApplicationSettings>().Current.ShouldBe(ApplicationSettings.Default);
    }

    [Fact]
    public async Task A_change_leaves_what_it_does_not_name_and_a_reset_leaves_nothing()
    {
        await using var node = await TestNode.StartAsync(["--WhatsApp:Number=15550002222"]);

        await node.SetAsync("""{"webhooks":{"url":"https://hook.example/wa","message":{"read":false}}}""");
        await node.SetAsync("""{"webhooks":{"max_concurrent_requests":12,"message":{"sent":true}},"media":{"auto_download":["image"]}}""");
        await node.SetAsync("""{"media":{"auto_download":[]},"callback_persist":null,"webhooks":null}""");

        ShouldBeJson((await node.ApplicationAsync()).GetProperty("webhooks"),
            """{"url":"https://hook.example/wa","max_concurrent_requests":12,"message":{"sent":true,"delivered":true,"read":false}}""");
        ShouldBeJson((await node.ApplicationAsync()).GetProperty("media"), """{"auto_download":[]}""");

        using var reset = await node.Client.DeleteAsync(BusinessCalls.Application);
        reset.StatusCode.ShouldBe(HttpStatusCode.OK);
        ShouldBeJson(await node.ApplicationAsync(), Defaults);
    }

    [Fact]
    public async Task RapidPros_changes_are_answered_200_and_given_back()
    {
        await using var node = await TestNode.StartAsync();

        await node.SetAsync("""{"webhooks":{"url":"https://rapid.example/c/wa/0b6b/receive"}}""");
        await node.SetAsync("""{"messaging_api_rate_limit":["15","54600","1000000"],"contacts_scrape_rate_limit":"1000000","contacts_api_rate_limit":["15","54600","1000000"]}""");

        var settings = await node.ApplicationAsync();
        ShouldBeJson(settings.GetProperty("messaging_api_rate_limit"), """["15","54600","1000000"]""");
        ShouldBeJson(settings.GetProperty("contacts_scrape_rate_limit"), "\"1000000\"");
        settings.GetProperty("webhooks").GetProperty("url").GetString().ShouldBe("https://rapid.example/c/wa/0b6b/receive");
    }

    [Theory]
    [InlineData("PATCH", "/v1/settings/application", "\"heartbeat_interval\":5", "\"heartbeat_interval\":7")]
    [InlineData("PUT", "/v1/settings/application", "\"read\":true", "\"read\":false")]
    [InlineData("POST", "/v1/settings/business/profile", "\"vertical\":\"\"", "\"vertical\":\"Shop\"")]
    [InlineData("POST", "/v1/settings/business/compliance_info", "\"compliance_info\":{}", "\"compliance_info\":{\"entity_name\":\"Nets\"}")]
    [InlineData("PATCH", "/v1/settings/profile/about", "\"text\":\"\"", "\"text\":\"Nets\"")]
    public async Task What_was_given_may_be_edited_and_sent_back_whole(string method, string path, string before, string after)
    {
        await using var node = await TestNode.StartAsync();
        var given = await node.Client.GetStringAsync(path);
        given.ShouldContain(before);

        await node.SetAsync(given.Replace(before, after, StringComparison.Ordinal), path, method);

        (await node.Client.GetStringAsync(path)).ShouldBe(given.Replace(before, after, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_of_very_many_keys_is_taken_in_one_pass()
    {
        // As many as a megabyte holds: looked up each by its name, they would keep a processor busy for minutes.
        await using var node = await TestNode.StartAsync();
        var keys = string.Join(',', Enumerable.Range(0, 80_000).Select(at => $"\"k{at}\":1"));

        await node.SetAsync($$"""{{{keys}},"callback_backoff_delay_ms":3000.0}""");

        (await node.ApplicationAsync()).GetProperty("k79999").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_known_is_kept_deeply_and_arrays_are_replaced_whole()
    {
        await using var node = await TestNode.StartAsync();

        await node.SetAsync("""{"ours":{"deep":{"a":1.50,"b":[1,2,3]},"list":{"0":"x","1":"y"}},"webhooks":{"extra":true}}""");
        await node.SetAsync("""{"ours":{"deep":{"b":[{"c":null}]},"list":{"0":"z"}}}""");

        var settings = await node.ApplicationAsync();
        ShouldBeJson(settings.GetProperty("ours"), """{"deep":{"a":1.50,"b":[{"c":null}]},"list":{"0":"z"}}""");
        settings.GetProperty("ours").GetProperty("deep").GetProperty("a").GetRawText().ShouldBe("1.50");
        settings.GetProperty("webhooks").GetProperty("extra").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_object_changes_nothing_and_a_dot_in_a_key_is_part_of_the_key()
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""{"ours":{"a":1},"webhooks":{"url":"https://hook.example/wa"}}""");

        await node.SetAsync("""{"ours":{},"webhooks":{},"none":{},"webhooks.url":"no address","webhooks.message":{"sent":"no flag"}}""");

        var settings = await node.ApplicationAsync();
        ShouldBeJson(settings.GetProperty("ours"), """{"a":1}""");
        ShouldBeJson(settings.GetProperty("none"), "{}");
        settings.GetProperty("webhooks").GetProperty("url").GetString().ShouldBe("https://hook.example/wa");
        settings.GetProperty("webhooks.url").GetString().ShouldBe("no address");
        ShouldBeJson(settings.GetProperty("webhooks.message"), """{"sent":"no flag"}""");
    }

    [Fact]
    public async Task Texts_stand_for_numbers_and_booleans_and_objects_for_arrays()
    {
        await using var node = await TestNode.StartAsync();

        await node.SetAsync("""
            {"callback_backoff_delay_ms":"2000","max_callback_backoff_delay_ms":"60000","callback_persist":"False","verbose_logging":1,
            "webhooks":{"max_concurrent_requests":"24"},"media":{"auto_download":{"0":"Image","1":"voice","2":"image"}}}
            """, method: "PUT");

        var settings = await node.ApplicationAsync();
        settings.GetProperty("callback_backoff_delay_ms").GetRawText().ShouldBe("2000");
        settings.GetProperty("callback_persist").GetRawText().ShouldBe("false");
        settings.GetProperty("verbose_logging").GetRawText().ShouldBe("true");
        settings.GetProperty("webhooks").GetProperty("max_concurrent_requests").GetRawText().ShouldBe("24");
        ShouldBeJson(settings.GetProperty("media"), """{"auto_download":["image","voice"]}""");
        node.Part<IApplicationSettings>().Current.ShouldBe(ApplicationSettings.Default with
        {
            BackoffStep = TimeSpan.FromSeconds(2),
            BackoffCap = TimeSpan.FromMinutes(1),
            CallbackPersist = false,
            MaxConcurrentRequests = 24,
            AutoDownload = KindSet.Of(["image", "voice"]),
        });
    }

    [Theory]
    [InlineData("""{"callback_persist":"perhaps"}""", "callback_persist is \"perhaps\"; true or false is accepted.")]
    [InlineData("""{"callback_backoff_delay_ms":0}""", "callback_backoff_delay_ms is 0; a whole number from 1 to 86400000 is accepted.")]
    [InlineData("""{"webhooks":{"max_concurrent_requests":65}}""", "webhooks.max_concurrent_requests is 65; a whole number from 1 to 64 is accepted.")]
    [InlineData("""{"webhooks":"https://hook.example"}""", "webhooks is \"https://hook.example\"; an object is accepted.")]
    [InlineData("""{"webhooks":{"url":{}}}""", "webhooks.url is an object; an https:// address")]
    [InlineData("""{"webhooks":{"url":"http://hook.example"}}""", "webhooks.url will not do: hook.example may be another machine, and there a webhook goes over https only unless Webhooks:AllowHttp is true.")]
    [InlineData("""{"webhooks":{"url":"hook.example"}}""", "webhooks.url is \"hook.example\"; an https:// address")]
    [InlineData("""{"webhooks":{"url":"ftp://127.0.0.1/"}}""", "webhooks.url is \"ftp://127.0.0.1/\"; an https:// address")]
    [InlineData("""{"webhooks":{"message":{"sent":[]}}}""", "webhooks.message.sent is an array of 0; true or false is accepted.")]
    [InlineData("""{"media":{"auto_download":"fax"}}""", "media.auto_download is \"fax\"; an array of some of image, video, voice, sticker, audio, document is accepted.")]
    [InlineData("""{"callback_backoff_delay_ms":3000.5}""", "callback_backoff_delay_ms is 3000.5; a whole number from 1 to 86400000 is accepted.")]
    [InlineData("""{"callback_backoff_delay_ms":1e400}""", "callback_backoff_delay_ms is 1e400; a whole number from 1 to 86400000 is accepted.")]
    [InlineData("""{"media":{"auto_download":[1]}}""", "media.auto_download[0] is 1; one of image, video, voice, sticker, audio, document is accepted.")]
    [InlineData("""{"callback_persist":7}""", "callback_persist is 7; true or false is accepted.")]
    [InlineData("""{"media":{"auto_download":["image","fax"]}}""", "media.auto_download[1] is \"fax\"; one of image, video, voice, sticker, audio, document is accepted.")]
    [InlineData("""{"garbagecollector_enable":{"media":"maybe"}}""", "garbagecollector_enable.media is \"maybe\"; true or false is accepted.")]
    public async Task What_cannot_be_is_refused_with_its_path_and_changes_nothing(string json, string words)
    {
        await using var node = await TestNode.StartAsync();
        await node.SetAsync("""{"webhooks":{"url":"https://hook.example/wa"}}""");

        (await node.RefusedAsync(json.Insert(1, "\"log_level\":\"debug\","))).ShouldStartWith(words);

        var settings = await node.ApplicationAsync();
        settings.GetProperty("log_level").GetString().ShouldBe("info");
        settings.GetProperty("webhooks").GetProperty("url").GetString().ShouldBe("https://hook.example/wa");
    }

    [Theory]
    [InlineData("{\"ours\":{\"text\":\"\\ud800\"}}")]
    [InlineData("{\"ours\":")]
    [InlineData("[]")]
    public async Task A_body_that_cannot_be_read_is_refused(string json)
    {
        await using var node = await TestNode.StartAsync();

        await node.RefusedAsync(json, code: 1025);
    }

    [Fact]
    public async Task Of_two_members_of_one_name_the_later_holds()
    {
        await using var node = await TestNode.StartAsync();

        await node.SetAsync("""{"ours":{"a":1,"a":2},"log_level":"debug","log_level":"error"}""");

        var settings = await node.ApplicationAsync();
        ShouldBeJson(settings.GetProperty("ours"), """{"a":2}""");
        settings.GetProperty("log_level").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task All_that_clients_add_has_a_bound()
    {
        await using var node = await TestNode.StartAsync();
        var half = new string('x', 600_000);
        await node.SetAsync($$"""{"one":"{{half}}"}""");

        using var second = await node.SendJsonAsync(HttpMethod.Patch, BusinessCalls.Application, $$"""{"two":"{{half}}"}""");

        (await second.ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge, 1009)).ShouldContain("1048576 bytes");
        (await node.ApplicationAsync()).TryGetProperty("two", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/hook")]
    [InlineData("http://localhost/hook")]
    [InlineData("http://[::1]:1/")]
    [InlineData("https://hook.example:8443/wa?key=1")]
    public async Task An_empty_address_removes_the_one_that_was_set(string url)
    {
        await using var node = await TestNode.StartAsync();
        var settings = node.Part<IApplicationSettings>();

        await node.SetAsync($$$"""{"webhooks":{"url":"{{{url}}}"}}""");
        settings.Current.WebhookUrl.ShouldBe(new Uri(url));

        await node.SetAsync("""{"webhooks":{"url":""}}""");
        settings.Current.WebhookUrl.ShouldBeNull();
        (await node.ApplicationAsync()).GetProperty("webhooks").GetProperty("url").GetString().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_older_switch_and_the_newer_say_the_same()
    {
        await using var node = await TestNode.StartAsync();
        var settings = node.Part<IApplicationSettings>();

        await node.SetAsync("""{"sent_status":"true"}""");
        settings.Current.TellSent.ShouldBeTrue();
        (await node.ApplicationAsync()).GetProperty("webhooks").GetProperty("message").GetProperty("sent").GetBoolean().ShouldBeTrue();

        await node.SetAsync("""{"webhooks":{"message":{"sent":false}}}""");
        settings.Current.TellSent.ShouldBeFalse();
        (await node.ApplicationAsync()).GetProperty("sent_status").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_number_is_read_only_and_may_be_sent_back()
    {
        await using var node = await TestNode.StartAsync(["--WhatsApp:Number=15550002222"]);
        var before = await node.ApplicationAsync();

        await node.SetAsync(before.GetRawText());
        await node.SetAsync("""{"wa_id":"15559999999"}""");

        ShouldBeJson(await node.ApplicationAsync(), before.GetRawText());
    }

    [Fact]
    public async Task Whoever_goes_by_the_settings_hears_of_each_change_when_it_holds()
    {
        await using var node = await TestNode.StartAsync();
        var settings = node.Part<IApplicationSettings>();
        var heard = new List<int>();
        settings.Changed += () => heard.Add(settings.Current.MaxConcurrentRequests);

        await node.SetAsync("""{"webhooks":{"max_concurrent_requests":18}}""");
        await node.RefusedAsync("""{"webhooks":{"max_concurrent_requests":0}}""");
        using var reset = await node.Client.DeleteAsync(BusinessCalls.Application);

        heard.ShouldBe([18, 6]);
    }

    [Fact]
    public async Task Changes_at_the_same_time_all_hold()
    {
        await using var node = await TestNode.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 24).Select(at => node.SetAsync($$$"""{"ours":{"at_{{{at}}}":{{{at}}}}}""")));

        (await node.ApplicationAsync()).GetProperty("ours").EnumerateObject().Count().ShouldBe(24);
    }

    private static void ShouldBeJson(JsonElement found, string expected)
    {
        using var document = JsonDocument.Parse(expected);
        JsonElement.DeepEquals(found, document.RootElement).ShouldBeTrue(found.GetRawText());
    }
}
