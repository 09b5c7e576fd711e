using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;

namespace MediaNode.Benchmarks;

/// <summary>One media sealed in chunks of 64 KiB, or opened and read to its end: megabytes a second, bytes allocated for each.</summary>
[MemoryDiagnoser]
[Config(typeof(Columns))]
public class SealingBenchmark
{
    private const int Chunk = 64 << 10;

    private readonly MediaKey _key = MediaKey.New();
    private readonly byte[] _room = new byte[Chunk];
    private byte[] _media = [];
    private SealingPurpose _purpose = SealingPurpose.LinkThumbnail;
    private (byte[] Bytes, Seal Seal) _sealed;

    [Params(100_000, 16_000_000)]
    public int Length { get; set; }

    [Params(Kind.Video, Kind.Image)]
    public Kind Kind { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _media = new byte[Length];
        new Random(1).NextBytes(_media);
        _purpose = SealingPurpose.Of(Kind);
        _sealed = Sealer.SealWhole(_media, _key, _purpose);
    }

    [Benchmark]
    public Seal Seal()
    {
        using var sealer = new Sealer(_key, _purpose, _media.Length);
        for (var at = 0; at < _media.Length; at += Chunk)
        {
            sealer.Append(_media.AsSpan(at, Math.Min(Chunk, _media.Length - at)), _room);
        }

        return sealer.Finish(_room);
    }

    [Benchmark]
    public long Open()
    {
        var result = Opener.Open(new MemorySource(_sealed.Bytes), _key, _purpose, _sealed.Seal.Digests, CancellationToken.None);
        using var media = ((OpenResult.Opened)result).Media;
        var read = 0L;
        for (var at = 0L; at < media.Length; at += Chunk)
        {
            read += media.Read(at, _room);
        }

        return read;
    }

    private sealed class Columns : ManualConfig
    {
        public Columns() => AddColumn(
            new PerMegabyte("MB/s", (report, megabytes) => megabytes / (report.ResultStatistics!.Mean / 1e9)),
            new PerMegabyte("B/MB", (report, megabytes) =>
                report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)!.Value / megabytes));
    }

    private sealed class PerMegabyte(string name, Func<BenchmarkReport, double, double> value) : IColumn
    {
        public string Id => name;

        public string ColumnName => name;

        public string Legend => $"{name}, where a MB is a million bytes of media";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
        {
            var report = summary[benchmarkCase];
            var megabytes = (int)benchmarkCase.Parameters[nameof(Length)] / 1e6;
            return report?.ResultStatistics is null ? "-" : value(report, megabytes).ToString("F0", summary.GetCultureInfo());
        }

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
    }
}
