using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace MediaNode.Tests;

/// <summary>The plan of the house: which room may know which. One assembly, and walls all the same.</summary>
public partial class RoomsTests
{
    private const string Formats = "Formats";

    // From the ground up: a room may know rooms that stand before it, and of those only the ones it names. So there is no cycle.
    private static readonly (string Room, string[] MayKnow)[] _plan =
    [
        (Formats, []),
        ("Problems", []),
        ("Settings", []),
        ("Addresses", []),
        ("Wire", ["Problems"]),
        ("Telemetry", ["Wire"]),
        ("Volumes", ["Problems", "Settings"]),
        ("Catalog", [Formats, "Problems"]),
        ("Secrets", [Formats, "Volumes"]),
        ("Access", ["Catalog", "Problems", "Telemetry", "Wire"]),
        ("Lifecycle", []),
        ("Quarantining", ["Access", "Catalog", "Lifecycle", "Problems", "Telemetry", "Wire"]),
        ("Uploads", ["Access", "Catalog", Formats, "Problems", "Quarantining", "Settings", "Telemetry", "Volumes", "Wire"]),
        ("Downloads", ["Access", "Catalog", Formats, "Problems", "Quarantining", "Telemetry", "Volumes", "Wire"]),
        ("Sandboxing", [Formats, "Problems", "Settings", "Telemetry", "Volumes"]),
        ("Scanning", ["Sandboxing", "Settings", "Volumes"]),
        ("Inspection", [Formats, "Problems", "Sandboxing"]),
        ("Watch", ["Access", "Catalog", "Lifecycle", "Problems", "Telemetry", "Volumes", "Wire"]),
        ("Processing", ["Access", Formats, "Inspection", "Problems", "Sandboxing", "Wire"]),
        ("Renditions", ["Access", "Catalog", "Downloads", Formats, "Inspection", "Lifecycle", "Problems", "Processing", "Quarantining", "Sandboxing", "Telemetry", "Uploads", "Volumes", "Wire"]),
        ("Business", ["Access", "Catalog", Formats, "Problems", "Quarantining", "Secrets", "Wire"]),
        ("Upstreams", ["Catalog", Formats, "Sandboxing", "Volumes"]),
        ("Deposits", ["Catalog", "Downloads", Formats, "Lifecycle", "Problems", "Quarantining", "Renditions", "Secrets", "Upstreams", "Volumes"]),
        ("Reconciling", ["Access", "Catalog", "Downloads", Formats, "Inspection", "Lifecycle", "Problems", "Quarantining", "Renditions", "Settings", "Telemetry", "Uploads", "Volumes", "Wire"]),
        ("Backups", ["Catalog", "Problems", "Reconciling", "Volumes"]),
        ("Messages", ["Access", "Business", "Catalog", "Deposits", "Downloads", Formats, "Lifecycle", "Problems", "Quarantining", "Renditions", "Upstreams", "Volumes", "Wire"]),
        ("Sending", ["Catalog", "Deposits", Formats, "Lifecycle", "Problems", "Quarantining", "Upstreams"]),
        ("Links", ["Addresses", "Business", "Catalog", "Downloads", Formats, "Inspection", "Lifecycle", "Messages", "Problems", "Quarantining", "Sending", "Settings", "Telemetry", "Uploads", "Volumes"]),
        ("Redelivery", ["Catalog", "Deposits", Formats, "Lifecycle", "Problems", "Quarantining", "Upstreams"]),
        ("Inbound", ["Access", "Business", "Catalog", Formats, "Inspection", "Lifecycle", "Problems", "Quarantining", "Scanning", "Secrets", "Settings", "Telemetry", "Upstreams", "Volumes", "Wire"]),
        ("Retention", ["Access", "Business", "Catalog", "Deposits", "Inbound", "Lifecycle", "Problems", "Quarantining", "Telemetry", "Volumes", "Wire"]),
        ("Receipts", ["Catalog", "Inbound", "Lifecycle", "Redelivery", "Upstreams"]),
        ("Webhooks", ["Access", "Addresses", "Business", "Catalog", Formats, "Lifecycle", "Problems", "Telemetry", "Wire"]),
        ("Admin", ["Access", "Catalog", Formats, "Inspection", "Problems", "Processing", "Quarantining", "Renditions", "Wire"]),
        ("Hosting", ["Access", "Addresses", "Admin", "Business", "Catalog", "Deposits", "Downloads", "Inbound", "Inspection", "Lifecycle", "Links", "Messages", "Problems", "Processing", "Quarantining", "Receipts", "Reconciling", "Redelivery", "Renditions", "Retention", "Sandboxing", "Scanning", "Secrets", "Sending", "Settings", "Telemetry", "Uploads", "Upstreams", "Volumes", "Watch", "Webhooks", "Wire"]),
        ("Cli", ["Backups", Formats, "Hosting", "Problems", "Processing", "Sandboxing", "Scanning", "Settings"]),
    ];

    private static readonly string[] _rooms = [.. _plan.Select(row => row.Room)];

    [Fact]
    public void No_room_knows_a_room_that_the_plan_does_not_let_it_know()
    {
        var surprises =
            from row in _plan
            where row.Room != Formats
            from path in Repository.Sources("src", "MediaNode", row.Room)
            from known in KnownBy(File.ReadAllText(path))
            where known != row.Room && !row.MayKnow.Contains(known)
            select $"{row.Room} knows {known} ({Path.GetFileName(path)})";

        surprises.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void The_plan_lets_no_room_know_another_without_need()
    {
        var unused =
            from row in _plan
            where row.Room != Formats
            let known = Repository.Sources("src", "MediaNode", row.Room).SelectMany(path => KnownBy(File.ReadAllText(path))).ToHashSet()
            from allowed in row.MayKnow
            where !known.Contains(allowed)
            select $"{row.Room} does not know {allowed}";

        unused.ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_stands_on_rooms_before_it_so_there_is_no_cycle()
    {
        for (var at = 0; at < _plan.Length; at++)
        {
            _plan[at].MayKnow.Except(_rooms[..at]).ShouldBeEmpty(_plan[at].Room);
        }
    }

    [Fact]
    public void Every_folder_is_a_room_of_the_plan_and_every_file_is_in_the_namespace_of_its_folder()
    {
        var root = Repository.File("src", "MediaNode");
        var files = Repository.Sources("src", "MediaNode").Where(path => Path.GetDirectoryName(path) != root).ToList();

        files.Select(path => Path.GetRelativePath(root, path).Split('/')[0]).Distinct().Append(Formats).Order().ShouldBe(_rooms.Order());
        foreach (var path in files)
        {
            var folder = Path.GetDirectoryName(Path.GetRelativePath(root, path))!.Replace('/', '.');
            File.ReadAllText(path).ShouldContain($"namespace MediaNode.{folder};", Case.Sensitive, Path.GetFileName(path));
        }
    }

    [Fact]
    public void Formats_knows_nobody_and_needs_no_package()
    {
        foreach (var path in Repository.Sources("src", "MediaNode.Formats"))
        {
            Using().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)
                .ShouldAllBe(
                    name => name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("MediaNode.Formats.", StringComparison.Ordinal),
                    Path.GetFileName(path));
        }

        var project = XDocument.Load(Repository.File("src", "MediaNode.Formats", "MediaNode.Formats.csproj"));
        project.Descendants().Where(element => element.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using MediaNode.Uploads;", "Uploads")]
    [InlineData("global using static MediaNode.Cli.Logins.UserName;", "Cli")]
    [InlineData("var gate = services.Get<Access.AccessGate>();", "Access")]
    [InlineData("MediaNode.Wire.JsonBody.MaxBytes", "Wire")]
    [InlineData("// Access.AccessGate is elsewhere.", null)]
    [InlineData("/// <see cref=\"Access.AccessGate\"/>", null)]
    [InlineData("node.Settings.Server", null)]
    [InlineData("\"Uploads.MaxBytes\"", null)]
    public void A_room_is_known_by_a_using_or_by_a_qualified_name(string line, string? room) =>
        KnownBy(line).ShouldBe(room is null ? [] : [room]);

    private static IReadOnlySet<string> KnownBy(string source)
    {
        var code = Text().Replace(Comment().Replace(source, ""), "\"\"");
        return Qualified().Matches(code).Select(match => match.Groups[1].Value).Where(_rooms.Contains).ToHashSet();
    }

    [GeneratedRegex(@"^(?:global )?using (?:static )?([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    /// <summary>A name after <c>MediaNode.</c>, or one that begins a qualified name: <c>Access.AccessGate</c>.</summary>
    [GeneratedRegex(@"(?:\bMediaNode\.|(?<![\w.]))([A-Z]\w+)(?=[.;])")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"(?<!:)//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("\"(?:[^\"\\\\\r\n]|\\\\.)*\"")]
    private static partial Regex Text();
}
