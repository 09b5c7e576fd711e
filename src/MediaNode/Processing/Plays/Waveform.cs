using System.Buffers.Binary;
using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Processing.Plays;

/// <summary>Draws sound as messengers show a voice message: how loud each of 64 parts is, the loudest at 100.</summary>
internal sealed class Waveform(FfmpegRuns ffmpeg)
{
    public const int Values = 64;

    private const int Most = 100;
    private const string File = "samples.pcm";
    private const int SampleBytes = 2;

    // Speech is below 4 kHz. Of what is hours long less of the band is enough, and the disk has not room for more.
    private const int UsualRate = 8_000;
    private const int LeastRate = 1_000;
    private const long MostSamples = FfmpegRuns.MostWritten / 4;

    // Of full scale: less is the hiss of nothing, which would otherwise be drawn as loud as speech.
    private const double Silence = 0.001;

    /// <returns>Null when the sound could not be decoded.</returns>
    public async Task<byte[]?> MakeAsync(Source source, Scratch scratch, CancellationToken cancellationToken)
    {
        var track = source.Facts.Tracks.TakeWhile(track => track.Kind != TrackKind.Audio).Count();
        if (track == source.Facts.Tracks.Count)
        {
            return null;
        }

        var rate = source.Facts.Duration is { TotalSeconds: > 1 and var seconds }
            ? Math.Clamp((int)(MostSamples / seconds), LeastRate, UsualRate)
            : UsualRate;
        string[] output =
        [
            "-map", string.Create(CultureInfo.InvariantCulture, $"0:{track}"), "-ac", "1",
            "-ar", rate.ToString(CultureInfo.InvariantCulture), "-c:a", "pcm_s16le", "-f", "s16le", "out/" + File,
        ];
        if (await ffmpeg.Begin(source, scratch).RunAsync(output, null, cancellationToken) is not RunResult.Done)
        {
            return null;
        }

        using var file = scratch.OpenOutput(File);
        return file is null ? null : Draw(file);
    }

    private static byte[]? Draw(SafeFileHandle file)
    {
        var samples = RandomAccess.GetLength(file) / SampleBytes;
        if (samples == 0)
        {
            return null;
        }

        var (sums, counts) = (new double[Values], new long[Values]);
        var block = new byte[64 << 10];
        for (var at = 0L; RandomAccess.Read(file, block, at * SampleBytes) is var read and >= SampleBytes; at += read / SampleBytes)
        {
            for (var place = 0; place < read / SampleBytes && at + place < samples; place++)
            {
                var value = BinaryPrimitives.ReadInt16LittleEndian(block.AsSpan(place * SampleBytes)) / 32768.0;
                var part = (int)((at + place) * Values / samples);
                sums[part] += value * value;
                counts[part]++;
            }
        }

        // A part that no sample falls into, of less than 64 in all, is as loud as the one before.
        var loudness = new double[Values];
        for (var part = 0; part < Values; part++)
        {
            loudness[part] = counts[part] > 0 ? Math.Sqrt(sums[part] / counts[part]) : part > 0 ? loudness[part - 1] : 0;
        }

        var loudest = Math.Max(Silence, loudness.Max());
        return [.. loudness.Select(value => (byte)Math.Round(Most * value / loudest))];
    }
}
