using Spectre.Console;

namespace MediaNode.Cli.Transfers;

/// <summary>A progress bar on standard error while somebody watches; nothing at all otherwise.</summary>
internal static class TransferProgress
{
    private const long LongBytes = 1 << 20; // Less is over before a bar could be read.

    public static async Task<T> ShowAsync<T>(
        CliHost host, Output output, string label, long? length, Func<IProgress<long>?, Task<T>> work)
    {
        if (output.Json || !host.ErrorIsTerminal || length < LongBytes)
        {
            return await work(null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(host.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(Output.Printable(label)), maxValue: length ?? 1);
                task.IsIndeterminate = length is null;
                return await work(new Bar(task, counts: length is not null));
            });
    }

    private sealed class Bar(ProgressTask task, bool counts) : IProgress<long>
    {
        public void Report(long value)
        {
            if (counts)
            {
                task.Increment(value);
            }
        }
    }
}
