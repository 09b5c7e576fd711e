using System.CommandLine;
using System.CommandLine.Parsing;
using MediaNode.Backups;
using MediaNode.Cli.Doctor;
using MediaNode.Cli.Transfers;
using MediaNode.Hosting;
using MediaNode.Settings;

namespace MediaNode.Cli.Volumes;

/// <summary><c>backup</c>: copies the catalogue and the volume, by this process alone, be a node running or not.</summary>
internal sealed class BackupVerb(CliHost host, NodeOptions options)
{
    public Verb Build()
    {
        var destination = new Argument<string>("DEST") { Description = "A directory of backups; made when missing." };
        var data = DataOption();
        var keep = new Option<int>("--keep")
        {
            Description = "How many backups stay in DEST, this one included. Each costs what is in no other.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var rate = new Option<string?>("--rate") { Description = "Read so much a second and no more: 50MB.", HelpName = "SIZE" };
        var withoutKeys = new Option<bool>("--without-keys") { Description = "Leave out what media keys and credentials are wrapped by: keep DATA/keys elsewhere." };
        var command = new Verb(
            "backup",
            "Back up the catalogue and all media, while the node runs or not. Exit code 3: complete, but media are missing or damaged.",
            "medianode backup /mnt/backup",
            "medianode backup /mnt/backup --keep 7 --rate 50MB",
            "medianode backup verify /mnt/backup")
        {
            destination, data, keep, rate, withoutKeys, options.Json, Verify(),
        };
        command.Validators.Add(result =>
        {
            RefuseNothing(result, destination);
            if (result.GetResult(keep).IsGiven && result.GetValue(keep) < 1)
            {
                result.AddError("--keep must be 1 or more.");
            }

            if (result.GetValue(rate) is { } text && (!ByteSize.TryParse(text, out var size) || size.Bytes < 1))
            {
                result.AddError($"--rate: '{text}' is not a size; write it like 50MB.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            var speed = ByteSize.TryParse(parsed.GetValue(rate), out var size) ? size.Bytes : 0;
            var paths = new DataPaths(host.FullPath(parsed.GetRequiredValue(data)));
            using var run = BackupRun.Begin(
                Of(paths), host.FullPath(parsed.GetRequiredValue(destination)), new BackupOptions(parsed.GetValue(keep), speed, parsed.GetValue(withoutKeys)), host.Clock);
            var report = await TransferProgress.ShowAsync(host, output, "backup", run.Bytes, progress => run.RunAsync(progress, cancellationToken));
            Show(output, report);
            Note(output, paths, report);
            return report.Missing + report.Damaged == 0 && report.Fault is null ? ExitCode.Ok : ExitCode.Incomplete;
        });
        return command;
    }

    /// <summary>Where a data directory is, for this verb and for <c>restore</c>.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = "The data directory; by default the one that serve would use.",
        HelpName = "DIR",
        DefaultValueFactory = _ => NodeSettings.Load([]).Settings?.Server.Data ?? "data",
    };

    /// <summary>An argument that is empty, as one of a script whose variable is not set, is not the directory where that happens to run.</summary>
    public static void RefuseNothing(CommandResult result, Argument<string> directory)
    {
        if (result.GetResult(directory) is { Tokens: [{ Value: "" }, ..] })
        {
            result.AddError($"{directory.Name} is empty: name a directory.");
        }
    }

    public static BackupSource Of(DataPaths paths) => new(paths.Path, paths.Catalogue, paths.Media, paths.Keys);

    /// <summary>The first of what was found, and how much of it there is.</summary>
    public static void Show(Output output, IReadOnlyList<BackupFinding> first, long all)
    {
        if (first.Count > 0)
        {
            output.Table([["FINDING", "FILE", "WHAT"], .. first.Select(one => (string[])[one.Finding, one.File, one.What])]);
        }

        if (all > first.Count)
        {
            output.Line($"… and {all - first.Count} more.");
        }
    }

    /// <summary>For the doctor and for metrics; and a word about a backup that goes with the disk of what it is of.</summary>
    private static void Note(Output output, DataPaths paths, BackupReport report)
    {
        try
        {
            new BackupNote(report.AsOf, Path.Combine(report.Directory, report.Name)).Write(paths);
            using var catalogue = File.OpenRead(paths.Catalogue);
            using var list = File.OpenRead(Path.Combine(report.Directory, report.Name, FileList.Name));
            if (Mount.Of(catalogue)?.Id == Mount.Of(list)?.Id)
            {
                output.Remark($"{report.Directory} is on the same file system as {paths.Path}: what takes one takes both. Copy it elsewhere.");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            output.Remark($"The backup is complete; that it was made could not be noted in {paths.Path}: {fault.Message}");
        }
    }

    private Verb Verify()
    {
        var destination = new Argument<string>("DEST") { Description = "A directory of backups." };
        var at = new Option<string?>("--at") { Description = "Which backup; by default the latest.", HelpName = "NAME" };
        var command = new Verb(
            "verify",
            "Read all of a backup, and say what is wrong with it. Exit code 3: something is.",
            "medianode backup verify /mnt/backup")
        {
            destination, at, options.Json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var backup = StoredBackup.Open(host.FullPath(parsed.GetRequiredValue(destination)), parsed.GetValue(at));
            var report = await TransferProgress.ShowAsync(
                host, output, "verify", backup.Manifest.Bytes, progress => Backups.BackupCheck.RunAsync(backup, progress, cancellationToken));
            output.Line($"{report.Name}: {report.Media} media as of {report.AsOf.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, made by MediaNode {report.Node}{(report.HasKeys ? "" : ", without keys")}.");
            output.Line($"{report.Files} files of {HumanSize.Of(report.Bytes)} are right, {report.Missing} are missing, {report.Damaged} are damaged. {report.Seconds:F1} s.");
            Show(output, report.First, report.Missing + report.Damaged);
            if (report.LackedWhenMade > 0)
            {
                output.Remark($"{report.LackedWhenMade} media had no sound file when it was made.");
            }

            if (report.Missing + report.Damaged > 0)
            {
                output.Remark("Remove the damaged files: the next backup copies them again, if the node still has them.");
            }

            output.Document(report, CliJson.Default.CheckReport);
            return report.Missing + report.Damaged == 0 ? ExitCode.Ok : ExitCode.Incomplete;
        });
        return command;
    }

    private static void Show(Output output, BackupReport report)
    {
        output.Line($"{Path.Combine(report.Directory, report.Name)}: {report.Media} media, {report.Files} files of {HumanSize.Of(report.Bytes)}.");
        output.Line($"{report.Copied} files of {HumanSize.Of(report.CopiedBytes)} copied, {report.RemovedFiles} removed. {report.Seconds:F1} s.");
        Show(output, report.First, report.Missing + report.Damaged + report.Renditions);
        if (report.Missing + report.Damaged > 0)
        {
            output.Remark($"The backup is complete, but of the media {report.Missing} are missing and {report.Damaged} are damaged: the node has no sound file of them.");
        }

        if (report.Fault is { } fault)
        {
            output.Remark(fault);
        }

        output.Document(report, CliJson.Default.BackupReport);
    }
}
