using MediaNode.Access;
using MediaNode.Downloads;
using MediaNode.Hosting;
using MediaNode.Settings;
using MediaNode.Uploads;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public class NodeSettingsTests
{
    [Fact]
    public void Nothing_needs_to_be_set()
    {
        var (settings, mistakes) = NodeSettings.Load([]);

        mistakes.ShouldBeEmpty();
        settings!.Server.Urls.ShouldBe("http://127.0.0.1:8080");
        settings.Get<UploadOptions>().MaxBytes.Bytes.ShouldBe(104_857_600);
    }

    [Fact]
    public void Every_mistake_is_told_at_once_with_what_would_be_accepted()
    {
        var (settings, mistakes) = NodeSettings.Load(
        [
            "--Urls=ftp://here", "--Uploads:MaxBytes=much", "--Uploads:Status=204", "--Access:TokenLifetime=soon", "--Downloads:TrustFor=-1",
            "--Uploads:MaxByte=1", "--Nonsense=1", "--ADMIN_PASSWORD=weak", "--Access:AcceptD360Header=maybe", "--MaxConnections=1.5",
            "--Certificate=/no/such/file", "stray",
        ]);

        settings.ShouldBeNull();
        mistakes.ShouldBe(
        [
            "Uploads:MaxByte: no such setting; Uploads has Uploads:DiskBudget, Uploads:MaxBytes, Uploads:MemoryBudget, Uploads:Status",
            "Nonsense: no such setting; docs/settings.md lists them",
            "'stray': not a setting; write --Section:Key=value",
            "Urls = 'ftp://here': must be http://ADDRESS:PORT or https://ADDRESS:PORT, several separated by ;, where ADDRESS is an IP address, [IPv6], localhost or * (all)",
            "MaxConnections = '1.5': write a whole number",
            "Access:TokenLifetime = 'soon': write a time like 7.00:00:00 (seven days) or 00:05:00 (five minutes)",
            "Access:AcceptD360Header = 'maybe': write true or false",
            "Uploads:MaxBytes = 'much': write a size like 100 MB, 64 KB or 1048576",
            "Uploads:Status = '204': must be 200 or 201",
            "Downloads:TrustFor = '-1': must be between 00:00:00 and 365.00:00:00",
            "ADMIN_PASSWORD: The password needs 8 to 64 characters (found 4), a digit, an upper-case letter, a special character, one of "
                + "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~.",
            "Certificate = '/no/such/file': no such file",
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Urls", "http://127.0.0.1:0", true)]
    [InlineData("Urls", "http://0.0.0.0:65535; http://[::1]:8080/", true)]
    [InlineData("Urls", "http://localhost:8080", true)]
    [InlineData("Urls", "http://127.0.0.1:65536", false)]
    [InlineData("Urls", "http://127.0.0.1", false)]
    [InlineData("Urls", "http://127.0.0.1:port", false)]
    [InlineData("Urls", "127.0.0.1:8080", false)]
    [InlineData("Urls", "http://127.0.0.1:8080/base", false)]
    [InlineData("Urls", "", false)]
    [InlineData("Urls", "http://localhost:0", false)]
    [InlineData("Urls", "http://[::1]:0", true)]
    [InlineData("Urls", "http://::1:80", false)]
    [InlineData("Urls", "http://127.0.0.1:1;;http://127.0.0.1:2", false)]
    [InlineData("Urls", "https://127.0.0.1:8443", false)] // No certificate.
    [InlineData("Data", "", false)]
    [InlineData("MaxConnections", "1", true)]
    [InlineData("MaxConnections", "0", false)]
    [InlineData("MaxConnections", "1000000", true)]
    [InlineData("MaxConnections", "1000001", false)]
    [InlineData("MaxConnections", "99999999999", false)]
    [InlineData("ADMIN_PASSWORD", "Abcd-1234", true)]
    [InlineData("ADMIN_PASSWORD", "secret", false)]
    [InlineData("ADMIN_PASSWORD", "", false)]
    [InlineData("Access:TokenLifetime", "00:01:00", true)]
    [InlineData("Access:TokenLifetime", "00:00:59", false)]
    [InlineData("Access:TokenLifetime", "365.00:00:00", true)]
    [InlineData("Access:TokenLifetime", "365.00:00:01", false)]
    [InlineData("Access:ApiKey", "", true)]
    [InlineData("Access:ApiKey", "12345678901", false)]
    [InlineData("Access:ApiKey", "123456789012", true)]
    [InlineData("Access:ApiKey", "with white space", false)]
    [InlineData("Access:AcceptD360Header", "true", true)]
    [InlineData("Access:AcceptD360Header", "yes", false)]
    [InlineData("Uploads:MaxBytes", "0", false)]
    [InlineData("Uploads:MaxBytes", "1", true)]
    [InlineData("Uploads:MaxBytes", "4 GB", true)]
    [InlineData("Uploads:MaxBytes", "4294967297", false)]
    [InlineData("Uploads:Status", "200", true)]
    [InlineData("Uploads:Status", "202", false)]
    [InlineData("Uploads:MemoryBudget", "1 MB", true)]
    [InlineData("Uploads:MemoryBudget", "1048575", false)]
    [InlineData("Uploads:MemoryBudget", "64 GB", true)]
    [InlineData("Uploads:MemoryBudget", "65 GB", false)]
    [InlineData("Uploads:DiskBudget", "100 MB", true)]
    [InlineData("Uploads:DiskBudget", "1 MB", false)] // Less than Uploads:MaxBytes: the largest media would be refused for ever.
    [InlineData("Uploads:DiskBudget", "16 TB", true)]
    [InlineData("Uploads:DiskBudget", "17 TB", false)]
    [InlineData("Downloads:TrustFor", "00:00:00", true)]
    [InlineData("Downloads:TrustFor", "-00:00:01", false)]
    [InlineData("Downloads:TrustFor", "366.00:00:00", false)]
    [InlineData("Volumes:Reserve", "0", true)]
    [InlineData("Volumes:Reserve", "1 TB", true)]
    [InlineData("Volumes:Reserve", "1025 GB", false)]
    public void A_setting_is_taken_within_its_bounds_only(string key, string value, bool taken)
    {
        var (settings, mistakes) = NodeSettings.Load([$"--{key}={value}"]);

        (settings is not null).ShouldBe(taken, string.Join("; ", mistakes));
        mistakes.Count.ShouldBe(taken ? 0 : 1);
        if (!taken)
        {
            mistakes[0].ShouldStartWith(key);
        }
    }

    [Theory]
    [InlineData("--Access:ApiKey=too short")]
    [InlineData("--ADMIN_PASSWORD=too short")]
    public void A_mistaken_secret_is_not_repeated(string argument)
    {
        var (_, mistakes) = NodeSettings.Load([argument]);

        mistakes.Single().ShouldNotContain("too short");
    }

    [Fact]
    public void A_setting_may_be_written_with_a_space_and_in_any_case()
    {
        var (settings, mistakes) = NodeSettings.Load(["--uploads:maxbytes", "64 MB", "--VOLUMES:RESERVE=1MB"]);

        mistakes.ShouldBeEmpty();
        settings!.Get<UploadOptions>().MaxBytes.ToString().ShouldBe("64 MB");
        settings.Get<VolumeOptions>().Reserve.ToString().ShouldBe("1 MB");
    }

    [Theory]
    [InlineData("--Uploads:MaxBytes")]
    [InlineData("-x")]
    [InlineData("/Uploads:MaxBytes=1")]
    [InlineData("Uploads:MaxBytes=1")]
    public void An_argument_that_would_be_lost_is_a_mistake(string argument)
    {
        var (settings, mistakes) = NodeSettings.Load([argument]);

        settings.ShouldBeNull();
        mistakes.Single().ShouldContain(argument);
    }

    [Fact]
    public void Settings_of_logging_are_left_to_the_logging()
    {
        var (settings, mistakes) = NodeSettings.Load(["--Logging:LogLevel:Default=Warning"]);

        mistakes.ShouldBeEmpty();
        settings!.Configuration["Logging:LogLevel:Default"].ShouldBe("Warning");
    }

    [Fact]
    public void Every_option_has_its_default_within_its_own_bounds_and_says_what_it_does()
    {
        var settings = NodeSettings.Load([]).Settings!;

        foreach (var setting in NodeSettings.OptionTypes.SelectMany(SettingsBinder.Of))
        {
            setting.Description.ShouldNotBeNullOrWhiteSpace(setting.Key);
            setting.Property.GetValue(settings.Get(setting.Property.DeclaringType!)).ShouldBe(setting.Default, setting.Key);
        }

        settings.Get<AccessOptions>().TokenLifetime.ShouldBe(TimeSpan.FromDays(7));
        settings.Get<DownloadOptions>().TrustFor.ShouldBe(TimeSpan.FromDays(1));
    }

    [Fact]
    public void A_word_that_a_setting_does_not_know_is_answered_with_those_it_knows()
    {
        var (settings, mistakes) = NodeSettings.Load(["--Processing:Sandbox=maybe"]);

        settings.ShouldBeNull();
        mistakes.ShouldHaveSingleItem().ShouldBe("Processing:Sandbox = 'maybe': write one of auto, required, off");
        NodeSettings.Load(["--Processing:Sandbox=REQUIRED"]).Mistakes.ShouldBeEmpty();
        NodeSettings.Load(["--Processing:Sandbox=7"]).Mistakes.ShouldHaveSingleItem().ShouldContain("must be auto, required or off");
    }
}
