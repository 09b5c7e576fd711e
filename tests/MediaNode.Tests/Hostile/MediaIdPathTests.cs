using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>An id is a UUID or nothing: no trick in it reaches the file system (CVE-2023-36460, CVE-2026-35031, CVE-2026-53779).</summary>
public sealed partial class MediaIdPathTests(ITestOutputHelper output)
{
    private const string Id = "0190163d-8694-739b-aea5-966c26f8ad91";

    private static readonly string[] _paths =
    [
        .. from trick in (string[])
           [
               "..%2f..%2fetc%2fpasswd", "..%2F..%2F..%2Fetc%2Fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%252e%252e%252fetc%252fpasswd",
               "%5c..%5c..%5cetc%5cpasswd", "..\\..\\etc\\passwd", "..%c0%af..%c0%afetc%c0%afpasswd", "..;/..;/etc/passwd",
               "%2fetc%2fpasswd", "/etc/passwd", "../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "?id=../../etc/passwd", "catalogue.db", "..", ".",
               "%00", $"{Id}%00", $"{Id}%00.jpg", $"{Id}%20", $"{Id}.", $"{Id}...", $"{Id}/.", $"{Id}/..", $"{Id}/x", $"{Id}%2f", $"{Id}~",
               $"{Id}::$DATA", $"{{{Id}}}", $"({Id})", $"%7b{Id}%7d", $"/{Id}", $"./{Id}/../{Id}x", Id.Replace("-", "", StringComparison.Ordinal),
               "{}", "{id}", "%7B%7D", "*", "%2a", "~", "-", "+", "'", "\"", "%22", "%", "%zz", "%u002e", "a%0d%0aX:%20y", "a#b",
               "%e2%80%ae", "%ef%bc%8e%ef%bc%8e%ef%bc%8f", "%ff%fe",
               new string('a', 300), new string('%', 300), $"{Id}{new string('0', 300)}", string.Concat(Enumerable.Repeat("%2e%2e%2f", 300)),
           ]
           select $"/v1/media/{trick}",
        $"//v1/media/{Id}", $"/v1//media/{Id}", $"/v1/../v1/../etc/passwd", "/../../etc/passwd", "/docs/../../../../etc/passwd",
        "/docs/..%2f..%2f..%2fetc%2fpasswd", "/docs/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/docs/..%5c..%5cetc%5cpasswd", "/docs//etc/passwd",
        "/docs/%2fetc%2fpasswd", "http://node/v1/media/..%2f..%2fetc%2fpasswd", "http://node/../../etc/passwd", "http://elsewhere/v1/media/x",
        "file:///etc/passwd", "*", "etc/passwd", "\\etc\\passwd",
    ];

    // Some lead to another route after all: to the uploads, which take a POST only, or to the docs, which take no DELETE.
    private static readonly string[] _elsewhere = ["*", "/v1/media/.", $"/v1/media/{Id}/..", "/v1/media/?id=../../etc/passwd"];

    [Fact]
    public async Task No_trick_in_a_path_opens_a_file()
    {
        using var folder = new TempDirectory();
        var trace = Path.Combine(folder.Path, "trace");
        // -D makes strace the child, so that the process we start and kill is the node.
        const string calls = "open,openat,openat2,unlink,unlinkat,rename,renameat,renameat2,stat,newfstatat,statx,readlink,readlinkat";
        string[] strace = ["strace", "-D", "-f", "-qq", "-y", "-s", "400", "-o", trace, "-e", $"trace={calls}", "--"];
        await using var node = await NodeProcess.StartAsync(strace, []);
        var id = await node.UploadAsync(Bytes.Random(1000));
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).Length.ShouldBe(1000);
        foreach (var method in (string[])["GET", "HEAD", "DELETE"])
        {
            (await AskAsync(node, method, "/v1/media/warm-up")).ShouldBe(404);
        }

        using (await node.Client.GetAsync("/docs/"))
        {
        }

        var marked = await MarkAsync(node, trace);
        foreach (var method in (string[])["GET", "HEAD", "DELETE"])
        {
            foreach (var path in _paths)
            {
                var elsewhere = _elsewhere.Contains(path) || path.StartsWith("/docs/", StringComparison.Ordinal);
                (await AskAsync(node, method, path)).ShouldBeOneOf(elsewhere ? [400, 404, 405] : [400, 404], $"{method} {path}");
            }
        }

        var end = await MarkAsync(node, trace);
        var opened = (await File.ReadAllLinesAsync(trace))[marked..end].Where(line => !Ours(line, node.Data)).ToList();
        output.WriteLine(string.Join('\n', opened.Take(20)));
        opened.ShouldBeEmpty();
        node.Files.ShouldHaveSingleItem();
        node.IsAlive.ShouldBeTrue();
        node.Errors.ShouldBeEmpty();
    }

    /// <summary>Calls that concern the data directory, or that the runtime makes whatever is asked for: code, time zones, its own limits.</summary>
    private static bool Ours(string line, string data) =>
        line.Contains(data, StringComparison.Ordinal) || RuntimeCall().IsMatch(line) || !line.Contains('"', StringComparison.Ordinal);

    /// <returns>How many lines the trace has, once it is known to be written up to now.</returns>
    private static async Task<int> MarkAsync(NodeProcess node, string trace)
    {
        var id = await node.UploadAsync(Bytes.Random(10));
        using var deleted = await node.Client.DeleteAsync($"/v1/media/{id}");
        var lines = Array.Empty<string>();
        bool IsDeletion(string line) => line.Contains("unlinkat", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => (lines = File.ReadAllLines(trace)).Any(IsDeletion), "the trace is written");
        return lines.Length;
    }

    private static async Task<int> AskAsync(NodeProcess node, string method, string path)
    {
        using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(RawRequest.Head($"{method} {path}", node.Login(), "Connection: close"));
        var answer = await connection.ReadAnswerAsync(toHead: method == "HEAD");
        answer.Text.ShouldNotContain("root:");
        answer.Text.ShouldNotContain("   at ");
        return answer.Status;
    }

    [GeneratedRegex(@"/proc/self/|/sys/fs/cgroup|/sys/devices/system/cpu|/dotnet/|MediaNode|/usr/share/zoneinfo|/etc/localtime|\.so")]
    private static partial Regex RuntimeCall();
}
