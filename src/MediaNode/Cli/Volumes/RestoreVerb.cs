using System.CommandLine;
using MediaNode.Backups;
using MediaNode.Cli.Transfers;
using MediaNode.Hosting;

namespace MediaNode.Cli.Volumes;

/// <summary><c>restore</c>: makes a data directory of a backup, whole or not at all.</summary>
internal sealed class RestoreVerb(CliHost host, NodeOptions options)
{
    private const string Send = "send";
    private const string Fail = "fail";

    public Verb Build()
    {
        var source = new Argument<string>("SRC") { Description = "A directory of backups." };
        var at = new Option<string?>("--at") { Description = "Which backup; by default the latest.", HelpName = "NAME" };
        var data = BackupVerb.DataOption();
        data.Description = "An empty directory, or one that does not exist; by default the one that serve would use.";
        var waiting = new Option<string>("--waiting")
        {
            Description = "What becomes of messages that waited in the backup: send them, under their ids, or fail them and tell the business.",
            HelpName = "send|fail",
            DefaultValueFactory = _ => Send,
        };
        waiting.AcceptOnlyFromAmong(Send, Fail);
        var rehearsal = new Option<bool>("--rehearsal") { Description = "For a try: messages that waited fail, webhooks that waited go, and so does their address." };
        var salvage = new Option<bool>("--salvage") { Description = "Restore what is right, and list the rest. Exit code 3: there is a rest." };
        var keys = new Option<string?>("--keys") { Description = "A directory of keys, for a backup without.", HelpName = "DIR" };
        var command = new Verb(
            "restore",
            "Make a data directory of a backup: verified, all or nothing.",
            "medianode restore /mnt/backup --data /srv/media",
            "medianode restore /mnt/backup --data /tmp/try --rehearsal",
            "medianode restore /mnt/backup --at 20261123T020000000Z --salvage")
        {
            source, at, data, waiting, rehearsal, salvage, keys, options.Json,
        };
        command.Validators.Add(result => BackupVerb.RefuseNothing(result, source));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            var from = host.FullPath(parsed.GetRequiredValue(source));
            using var backup = StoredBackup.Open(from, parsed.GetValue(at));
            var how = new RestoreOptions(
                parsed.GetValue(salvage), parsed.GetValue(waiting) == Fail, parsed.GetValue(rehearsal), parsed.GetValue(keys) is { } given ? host.FullPath(given) : null);
            var path = host.FullPath(parsed.GetRequiredValue(data));
            if (BackupDirectory.Overlap(path, from))
            {
                throw new RefusedException(new Refusal($"{path} and the backups in {from} lie one in the other: the next backup could take it away. Restore to elsewhere"));
            }

            var report = await RunAsync(output, backup, path, how, cancellationToken);
            Show(output, report);
            return report.Missing + report.Damaged == 0 ? ExitCode.Ok : ExitCode.Incomplete;
        });
        return command;
    }

    private async Task<RestoreReport> RunAsync(Output output, StoredBackup backup, string path, RestoreOptions how, CancellationToken cancellationToken)
    {
        var paths = new DataPaths(path);
        RefuseUnlessEmpty(paths);
        var made = !Directory.Exists(path);
        using var data = DataDirectory.TakeForRestore(path);
        try
        {
            RefuseUnlessEmpty(paths);
            var run = new RestoreRun(backup, BackupVerb.Of(paths), paths.Restoring, how, host.Clock);
            return await TransferProgress.ShowAsync(host, output, "restore", backup.Manifest.Bytes, progress => run.RunAsync(progress, cancellationToken));
        }
        catch when (made)
        {
            File.Delete(Path.Combine(path, DataPaths.LockName));
            Directory.Delete(path);
            throw;
        }
    }

    private static void RefuseUnlessEmpty(DataPaths paths)
    {
        if (RestoreRun.WhatElse(BackupVerb.Of(paths), paths.Restoring, DataPaths.LockName) is not { } other)
        {
            return;
        }

        if (File.Exists(Path.Combine(paths.Path, DataPaths.LockName)))
        {
            // It says so when a node has it.
            DataDirectory.TakeForRestore(paths.Path).Dispose();
        }

        throw new RefusedException(new Refusal($"{paths.Path} is not empty: {other}. A restore takes an empty directory, or one that does not exist"));
    }

    private static void Show(Output output, RestoreReport report)
    {
        output.Line($"{report.Directory}: {report.Media} media as of {report.AsOf.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {report.Files} files of {HumanSize.Of(report.Bytes)}. {report.Seconds:F1} s.");
        BackupVerb.Show(output, report.First, report.Missing + report.Damaged);
        if (report.WaitingMessages > 0)
        {
            output.Line($"{report.WaitingMessages} messages wait and will be sent when a node starts on it, under their ids. (--waiting fail fails them instead.)");
        }

        if (report.FailedMessages > 0)
        {
            output.Line($"{report.FailedMessages} messages that waited have failed.");
        }

        if (report.WaitingWebhooks > 0)
        {
            output.Line($"{report.WaitingWebhooks} events wait and will be told, in bodies under the delivery ids that they had.");
        }

        output.Document(report, CliJson.Default.RestoreReport);
    }
}
