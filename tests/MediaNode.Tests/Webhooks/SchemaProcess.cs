using System.Diagnostics;
using System.Text.Json;
using Shouldly;

namespace MediaNode.Tests.Webhooks;

/// <summary>ajv, which says whether the schema has a body: one process for all tests, which ends with them.</summary>
internal static class SchemaProcess
{
    private static readonly Lock _asking = new();
    private static readonly Lazy<Process> _process = new(Start);

    /// <returns>What is wrong with a body; null when the schema has it.</returns>
    public static string? WhyNot(JsonElement body)
    {
        lock (_asking)
        {
            // A line each way.
            _process.Value.StandardInput.WriteLine(body.GetRawText().ReplaceLineEndings(" "));
            var said = _process.Value.StandardOutput.ReadLine().ShouldNotBeNull("ajv ended; its reason is on standard error");
            return said == "ok" ? null : said;
        }
    }

    private static Process Start()
    {
        var folder = Repository.File("tests", "schema");
        Directory.Exists(Path.Combine(folder, "node_modules", "ajv")).ShouldBeTrue("ajv is not installed: run npm ci in tests/schema (./test does)");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, "validate.js"), Repository.File("src", "MediaNode", "Webhooks", "schema.json")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.StandardInput.AutoFlush = true;
        return process;
    }
}
