using MediaNode.Hosting;
using MediaNode.Settings;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public class SettingsPageTests
{
    [Fact]
    public void The_page_of_settings_is_what_the_code_says() =>
        File.ReadAllText(Repository.File("docs", "settings.md")).ShouldBe(SettingsPage.Write(), "run ./medianode docs");

    [Fact]
    public void Every_setting_has_its_row()
    {
        var page = SettingsPage.Write();

        foreach (var setting in NodeSettings.OptionTypes.SelectMany(SettingsBinder.Of))
        {
            page.ShouldContain($"| `{setting.Key}` | `{setting.Variable}` | ");
        }

        page.ShouldContain("| `Uploads:MaxBytes` | `MEDIANODE_Uploads__MaxBytes` | `100 MB` | between 1 and 4 GB | ");
    }
}
