using System.Diagnostics;
using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;

// Seals or opens again and again for a while, after a warm-up that does not count. Prints MB/s (10^6 bytes of media) by the clock, and MB
// for each second of processor time, times the cores that work: what this would be were nobody else on the machine and no thread ever
// waiting for another. Of memory it counts the program's own time, as `openssl speed` does; of files the kernel's too.
//
//   Seal memory KIND AT-ONCE THREADS SECONDS [BYTES]  media in memory, of 16 MiB or so many bytes; so many at once, each in 1 or 2 threads
//   Seal open KIND AT-ONCE 1 SECONDS                  the same, opened and read to the end
//   Seal files KIND AT-ONCE THREADS SECONDS IN OUT    from a file to files

const int Chunk = 64 << 10;
var kind = Kinds.Find(args[1]) ?? throw new ArgumentException("What kind?");
var purpose = SealingPurpose.Of(kind);
var key = MediaKey.New();
var atOnce = int.Parse(args[2], CultureInfo.InvariantCulture);
var threads = int.Parse(args[3], CultureInfo.InvariantCulture);
var seconds = double.Parse(args[4], CultureInfo.InvariantCulture);
var cores = Math.Min(atOnce * threads, Environment.ProcessorCount);
var files = args[0] == "files";
var media = new byte[!files && args.Length > 5 ? int.Parse(args[5], CultureInfo.InvariantCulture) : 16 << 20];
new Random(1).NextBytes(media);
var (bytes, seal) = args[0] == "open" ? Sealer.SealWhole(media, key, purpose) : ([], null);

Action<int> once = args[0] switch
{
    "memory" => _ => SealMemory(),
    "open" => _ => OpenMemory(),
    "files" => SealFile,
    _ => throw new ArgumentException("memory, open or files?"),
};
var length = files ? new FileInfo(args[5]).Length : media.Length;
Measure(Math.Max(0.5, seconds / 4));
var (byClock, byProcessor) = Measure(seconds);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{byClock:F1} {byProcessor:F1}"));

(double ByClock, double ByProcessor) Measure(double span)
{
    var clock = Stopwatch.StartNew();
    var before = Spent();
    var rounds = new int[atOnce];
    var spans = new double[atOnce];
    var running = Enumerable.Range(0, atOnce).Select(mine => new Thread(() =>
    {
        do
        {
            once(mine);
            rounds[mine]++;
            spans[mine] = clock.Elapsed.TotalSeconds;
        }
        while (spans[mine] < span);
    })).ToList();
    running.ForEach(thread => thread.Start());
    running.ForEach(thread => thread.Join());
    var spent = (Spent() - before).TotalSeconds;
    return (rounds.Zip(spans, (count, took) => count * length / took / 1e6).Sum(), rounds.Sum() * length / spent / 1e6 * cores);
}

TimeSpan Spent() => files ? Environment.CpuUsage.TotalTime : Environment.CpuUsage.UserTime;

void SealMemory()
{
    var room = new byte[Chunk];
    using var sealer = new Sealer(key, purpose, media.Length, threads);
    for (var at = 0; at < media.Length; at += Chunk)
    {
        sealer.Append(media.AsSpan(at, Math.Min(Chunk, media.Length - at)), room);
    }

    sealer.Finish(room);
}

void OpenMemory()
{
    var room = new byte[Chunk];
    var result = Opener.Open(new MemorySource(bytes), key, purpose, seal!.Digests, CancellationToken.None);
    using var opened = ((OpenResult.Opened)result).Media;
    for (var at = 0L; at < opened.Length; at += Chunk)
    {
        opened.Read(at, room);
    }
}

void SealFile(int mine)
{
    using var source = File.OpenHandle(args[5], FileMode.Open, FileAccess.Read);
    using var destination = File.OpenHandle($"{args[6]}{mine}", FileMode.Create, FileAccess.Write);
    var (plain, room) = (new byte[Chunk], new byte[2 * Chunk]);
    using var sealer = new Sealer(key, purpose, RandomAccess.GetLength(source), threads);
    var (at, written) = (0L, 0L);
    for (int count; (count = RandomAccess.Read(source, plain, at)) > 0; at += count)
    {
        var ready = sealer.Append(plain.AsSpan(0, count), room);
        RandomAccess.Write(destination, room.AsSpan(0, ready), written);
        written += ready;
    }

    var last = sealer.FinalLength;
    sealer.Finish(room);
    RandomAccess.Write(destination, room.AsSpan(0, last), written);
}
