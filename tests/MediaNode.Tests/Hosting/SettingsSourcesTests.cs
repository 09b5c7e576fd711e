using MediaNode.Hosting;
using MediaNode.Settings;
using MediaNode.Uploads;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

/// <summary>These change the environment and the working directory of the process, so no other test may run meanwhile.</summary>
[Collection(nameof(SettingsSources))]
public sealed class SettingsSourcesTests : IDisposable
{
    private const string Variable = "MEDIANODE_Uploads__MaxBytes";

    private readonly TempDirectory _directory = new();
    private readonly string _before = Directory.GetCurrentDirectory();

    public SettingsSourcesTests() => Directory.SetCurrentDirectory(_directory.Path);

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        foreach (var variable in (string[])[Variable, "MEDIANODE_ADMIN_PASSWORD", "MEDIANODE_MAXCONNECTIONS", "MEDIANODE_UPLODS__MAXBYTES", "MEDIANODE_URL"])
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        _directory.Dispose();
    }

    [Fact]
    public void The_file_gives_way_to_the_environment_and_both_to_the_command_line()
    {
        MaxBytes([]).ShouldBe("100 MB");

        File.WriteAllText("appsettings.json", """{"Uploads":{"MaxBytes":"1 MB"}}""");
        MaxBytes([]).ShouldBe("1 MB");

        Environment.SetEnvironmentVariable(Variable, "2 MB");
        MaxBytes([]).ShouldBe("2 MB");

        MaxBytes(["--Uploads:MaxBytes=3 MB"]).ShouldBe("3 MB");
    }

    [Fact]
    public void Variables_are_named_as_the_documentation_says()
    {
        var variables = NodeSettings.OptionTypes.SelectMany(SettingsBinder.Of).Select(setting => setting.Variable).ToList();
        variables.ShouldContain("MEDIANODE_ADMIN_PASSWORD");
        variables.ShouldContain("MEDIANODE_MAXCONNECTIONS");

        Environment.SetEnvironmentVariable("MEDIANODE_ADMIN_PASSWORD", "Abcd-1234");
        Environment.SetEnvironmentVariable("MEDIANODE_MAXCONNECTIONS", "17");

        var (settings, mistakes) = NodeSettings.Load([]);
        mistakes.ShouldBeEmpty();
        settings!.Server.AdminPassword.ShouldBe("Abcd-1234");
        settings.Server.MaxConnections.ShouldBe(17);
    }

    [Fact]
    public void An_unknown_name_is_a_mistake_wherever_it_stands_but_for_the_variables_of_the_verbs()
    {
        File.WriteAllText("appsettings.json", """{"Uploads":{"Max":1},"Other":{"Deep":[true]}}""");
        Environment.SetEnvironmentVariable("MEDIANODE_UPLODS__MAXBYTES", "1");
        Environment.SetEnvironmentVariable("MEDIANODE_URL", "http://127.0.0.1:1");

        var mistakes = NodeSettings.Load([]).Mistakes;

        mistakes.Select(mistake => mistake.Split(": ")[0]).ShouldBe(["Uploads:Max", "Other:Deep:0", "UPLODS:MAXBYTES"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"Uploads\":{\"MaxBytes\":\"1 MB\",\"maxbytes\":\"2 MB\"}}")]
    public void A_file_that_cannot_be_read_is_a_mistake_and_no_stack_trace(string json)
    {
        File.WriteAllText("appsettings.json", json);

        var (settings, mistakes) = NodeSettings.Load([]);

        settings.ShouldBeNull();
        mistakes.Single().ShouldContain("appsettings.json");
        mistakes.Single().ShouldNotContain("   at ");
    }

    private static string MaxBytes(string[] arguments)
    {
        var (settings, mistakes) = NodeSettings.Load(arguments);
        mistakes.ShouldBeEmpty();
        return settings!.Get<UploadOptions>().MaxBytes.ToString();
    }
}

[CollectionDefinition(nameof(SettingsSources), DisableParallelization = true)]
public sealed class SettingsSources;
