namespace MediaNode.Telemetry;

/// <summary>What the operating system and the runtime say about this process, under the names dashboards expect.</summary>
internal static class ProcessMetrics
{
    public static IEnumerable<MetricFamily> Families =>
    [
        MetricFamily.Gauge("process_resident_memory_bytes", "Memory of the process that is in RAM.", () => Environment.WorkingSet),
        MetricFamily.Counter("process_cpu_seconds_total", "Processor time used, by us and by the system for us.", CpuSeconds),
        MetricFamily.Gauge("process_open_fds", "Open file descriptors.", () => EntriesIn("/proc/self/fd")),
        MetricFamily.Gauge("process_threads", "Threads of the process.", () => EntriesIn("/proc/self/task")),
        MetricFamily.Gauge("medianode_gc_heap_bytes", "Bytes on the managed heap after the last collection.", HeapBytes),
    ];

    private static double CpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <remarks>Not <see cref="GC.GetTotalMemory"/>: under load it was seen to say less than nothing.</remarks>
    private static double HeapBytes()
    {
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        return last.Index == 0 ? GC.GetTotalAllocatedBytes() : last.HeapSizeBytes;
    }

    /// <returns>How many there are, or not a number where the system has no such directory.</returns>
    private static double EntriesIn(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFileSystemEntries(directory).Count() : double.NaN;
}
