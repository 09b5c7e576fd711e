using Shouldly;

namespace MediaNode.Tests.Samples;

/// <summary>The files of the catalogue. The first test that asks has them made; later runs find them.</summary>
internal static class SampleFiles
{
    private static readonly Lazy<Task<string>> _folder = new(MakeAsync);

    public static Task<string> FolderAsync() => _folder.Value;

    public static async Task<string> PathAsync(string file)
    {
        var path = Path.Combine(await FolderAsync(), file);
        File.Exists(path).ShouldBeTrue($"scripts/make-samples.sh makes no {file}");
        return path;
    }

    private static async Task<string> MakeAsync() => (await JudgeTool.OutputAsync(Repository.File("scripts", "make-samples.sh"))).Trim();
}
