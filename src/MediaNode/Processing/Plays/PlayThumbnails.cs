using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing;

namespace MediaNode.Processing.Plays;

/// <summary>Takes a thumbnail from a video: its first frame that is not black.</summary>
internal sealed class PlayThumbnails(FfmpegRuns ffmpeg)
{
    private const int Edge = 100;
    private const int MostBytes = 20_000;
    private const string File = "thumbnail.jpg";

    // Mean brightness of 255; black is 16. Most fades from black are over within so many seconds.
    private const int Bright = 32;
    private const string Search = "10";

    // From the best on, as ffmpeg counts the quality of JPEG.
    private static readonly int[] _qualities = [3, 12];

    /// <returns>Null when no frame could be had.</returns>
    public async Task<Thumbnail?> MakeAsync(Source source, Scratch scratch, CancellationToken cancellationToken)
    {
        var track = source.Facts.Tracks.TakeWhile(track => track.Kind != TrackKind.Video).Count();
        if (track == source.Facts.Tracks.Count)
        {
            return null;
        }

        var job = ffmpeg.Begin(source, scratch);
        var shown = $"signalstats,metadata=select:key=lavfi.signalstats.YAVG:value={Bright}:function=greater";
        return await TakeAsync(job, track, shown, cancellationToken) ?? await TakeAsync(job, track, "null", cancellationToken);
    }

    private static async Task<Thumbnail?> TakeAsync(FfmpegRuns.Job job, int track, string select, CancellationToken cancellationToken)
    {
        foreach (var quality in _qualities)
        {
            // ffmpeg has turned the frames. Small first, so that looking for the right one costs little.
            var scale = $"min(1,{Edge}/max(iw*sar,ih))";
            var filter = $"scale=w='max(1,round(iw*sar*{scale}))':h='max(1,round(ih*{scale}))',setsar=1,{select},format=yuvj420p";
            string[] output =
            [
                "-map", string.Create(CultureInfo.InvariantCulture, $"0:{track}"), .. Metadata.Dropped, "-vf", filter, "-frames:v", "1",
                "-c:v", "mjpeg", "-q:v", quality.ToString(CultureInfo.InvariantCulture), "-f", "mjpeg", "out/" + File,
            ];
            if (await job.RunAsync(output, null, cancellationToken, "-t", Search) is not RunResult.Done)
            {
                return null;
            }

            using var file = job.Scratch.OpenOutput(File);
            if (file is null || RandomAccess.GetLength(file) is var length && length == 0)
            {
                return null;
            }

            if (length <= MostBytes)
            {
                var jpeg = new byte[length];
                return RandomAccess.Read(file, jpeg, 0) == length
                    && MediaSniffer.Inspect(new MemorySource(jpeg)) is { Damage: null, Image: { } image }
                    ? new Thumbnail(jpeg, image.Width, image.Height)
                    : null;
            }
        }

        return null;
    }
}
