namespace MediaNode.Renditions;

/// <summary>A rendition under way in this process, shared by all who ask for it.</summary>
internal sealed class Making(DateTimeOffset startedAt, Func<Making, Task<RenditionOutcome>> run) : IProgress<double>
{
    private readonly Lock _starting = new();
    private Task<RenditionOutcome>? _task;
    private double _progress;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>From 0 to 1; it stays 0 where a tool does not tell.</summary>
    public double Progress => Volatile.Read(ref _progress);

    public Task<RenditionOutcome> Task
    {
        get
        {
            lock (_starting)
            {
                // Apart from whoever asked first: that one going away must not take it along.
                return _task ??= System.Threading.Tasks.Task.Run(() => run(this));
            }
        }
    }

    public void Report(double value) => Volatile.Write(ref _progress, Math.Clamp(value, 0, 1));
}
