using System.Diagnostics;
using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;

// Seals or opens again and again for a while and prints MB/s (10^6 bytes of media), after a warm-up that does not count.
//
//   Seal memory KIND THREADS SECONDS     media of 16 MiB in memory, one for each thread at a time
//   Seal open KIND THREADS SECONDS       the same, opened and read to the end
//   Seal files KIND IN OUT SECONDS       from a file to a file

const int Chunk = 64 << 10;
var kind = Kinds.Find(args[1]) ?? throw new ArgumentException("What kind?");
var purpose = SealingPurpose.Of(kind);
var key = MediaKey.New();
var seconds = double.Parse(args[^1], CultureInfo.InvariantCulture);
var threads = args[0] == "files" ? 1 : int.Parse(args[2], CultureInfo.InvariantCulture);
var media = new byte[16 << 20];
new Random(1).NextBytes(media);
var (bytes, seal) = args[0] == "open" ? Sealer.SealWhole(media, key, purpose) : ([], null);

Action once = args[0] switch
{
    "memory" => SealMemory,
    "open" => OpenMemory,
    "files" => SealFile,
    _ => throw new ArgumentException("memory, open or files?"),
};
var length = args[0] == "files" ? new FileInfo(args[2]).Length : media.Length;
Measure(Math.Max(0.5, seconds / 4));
Console.WriteLine(Measure(seconds).ToString("F1", CultureInfo.InvariantCulture));

double Measure(double span)
{
    var clock = Stopwatch.StartNew();
    var rounds = new int[threads];
    var spans = new double[threads];
    var running = Enumerable.Range(0, threads).Select(mine => new Thread(() =>
    {
        do
        {
            once();
            rounds[mine]++;
            spans[mine] = clock.Elapsed.TotalSeconds;
        }
        while (spans[mine] < span);
    })).ToList();
    running.ForEach(thread => thread.Start());
    running.ForEach(thread => thread.Join());
    return rounds.Zip(spans, (count, took) => count * length / took / 1e6).Sum();
}

void SealMemory()
{
    var room = new byte[Chunk];
    using var sealer = new Sealer(key, purpose, media.Length);
    for (var at = 0; at < media.Length; at += Chunk)
    {
        sealer.Append(media.AsSpan(at, Chunk), room);
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

void SealFile()
{
    using var source = File.OpenHandle(args[2], FileMode.Open, FileAccess.Read);
    using var destination = File.OpenHandle(args[3], FileMode.Create, FileAccess.Write);
    var (plain, room) = (new byte[Chunk], new byte[2 * Chunk]);
    using var sealer = new Sealer(key, purpose, RandomAccess.GetLength(source));
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
