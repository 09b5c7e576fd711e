using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

/// <summary>scripts/setup.sh in places where people keep their checkouts.</summary>
public sealed class SetupScriptTests : IDisposable
{
    private readonly TempDirectory _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("it's mine")]
    [InlineData("with spaces; and $HOME")]
    public async Task The_build_is_given_no_path_that_could_be_misread(string name)
    {
        var root = Directory.CreateDirectory(Path.Combine(_place.Path, name)).FullName;
        foreach (var folder in (string[])["scripts", "src", "bin"])
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        File.Copy(Repository.File("scripts", "setup.sh"), Path.Combine(root, "scripts", "setup.sh"));
        File.Copy(Repository.File("global.json"), Path.Combine(root, "global.json"));
        // Stands in for the SDK: says that it is there, writes down what it is asked, and makes what a build makes.
        var dotnet = Path.Combine(root, "bin", "dotnet");
        File.WriteAllText(dotnet, """
            #!/bin/sh
            [ "$1" = --list-sdks ] && { echo "10.0.401 [/usr/share/dotnet/sdk]"; exit; }
            printf '%s\n' "$PWD" "$@" >asked
            mkdir -p artifacts/node && touch artifacts/node/MediaNode.dll
            """);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euc", ". \"$1/scripts/setup.sh\"; need_sdk; build_node", "bash", root])
        {
            Environment = { ["PATH"] = $"{Path.Combine(root, "bin")}:/usr/bin:/bin" },
        })!;
        await bash.WaitForExitAsync();

        bash.ExitCode.ShouldBe(0);
        var asked = await File.ReadAllLinesAsync(Path.Combine(root, "asked"));
        asked[0].ShouldBe(root);
        asked.Skip(1).ShouldContain("src/MediaNode");
        asked.Skip(1).ShouldAllBe(argument => !argument.Contains(name, StringComparison.Ordinal));
        File.Exists(Path.Combine(root, "artifacts", "node", "MediaNode.dll")).ShouldBeTrue();
    }
}
