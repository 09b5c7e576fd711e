namespace MediaNode.Processing.Pictures;

/// <summary>Looks for the best quality whose bytes fit, in as few attempts as can be: an attempt costs as much as all the rest.</summary>
/// <remarks>
/// Bytes follow the coarseness of quantization by a power that depends on the picture: between 0.65 for noise and 1.1 for smooth areas.
/// The careful end is taken in either direction, so that a guess mostly fits and the next is rarely needed.
/// </remarks>
internal sealed class QualitySearch
{
    /// <summary>Below this, blocks are seen; then fewer pixels look better.</summary>
    public const int Least = 45;

    /// <summary>From here on hardly anybody sees a difference.</summary>
    public const int Good = 80;

    /// <summary>The best that anything is made at.</summary>
    public const int Best = 92;

    /// <summary>The best at which colour has a lower resolution, which halves the bytes.</summary>
    public const int BestSubsampled = 89;

    private const int MostAttempts = 5;
    private const double Downwards = 0.65;
    private const double Upwards = 1.1;
    private const double Aim = 0.95;
    private const double FirstAim = 0.9; // Less is known before anything was tried.
    private const double NearEnough = 0.8;
    private const double SavedBySubsampling = 0.6;

    private readonly long _most;
    private readonly int _enough;
    private int _tooGood = Best + 1;
    private int _attempts;
    private (int Quality, long Bytes) _fits;

    /// <param name="most">Bytes.</param>
    /// <param name="first">What to try first.</param>
    public QualitySearch(long most, int first)
    {
        _most = most;
        _enough = Math.Min(first, Good);
        Next = Math.Clamp(first, Least, Best);
    }

    /// <summary>What to try next; <see langword="null"/> when there is nothing more to gain.</summary>
    public int? Next { get; private set; }

    /// <summary>The best that fits; <see langword="null"/> when none did.</summary>
    public int? Found => _fits.Quality == 0 ? null : _fits.Quality;

    /// <summary>Takes what an attempt came to.</summary>
    public void Tried(int quality, long bytes)
    {
        _attempts++;
        if (bytes <= _most)
        {
            _fits = (quality, bytes);
            var settled = quality >= _enough || bytes >= NearEnough * _most || _attempts >= MostAttempts - 1;
            Next = settled ? null : Between(Predict(quality, bytes, Upwards));
            return;
        }

        var lower = bytes;
        if (quality > BestSubsampled)
        {
            (quality, lower) = (BestSubsampled + 1, (long)(bytes * SavedBySubsampling));
        }

        _tooGood = quality;
        // The last attempt is the one that fits if any does.
        Next = _fits.Quality > 0 || _attempts < MostAttempts - 1 ? Between(Predict(quality, lower, Downwards)) : Between(Least);
    }

    /// <summary>What to try first with a JPEG of which the header tells how it was made.</summary>
    /// <param name="most">Bytes.</param>
    /// <param name="bytes">Those of the original.</param>
    /// <param name="quality">The original's.</param>
    /// <param name="subsampled">Whether the original's colour has a lower resolution.</param>
    public static int FirstFor(long most, long bytes, int quality, bool subsampled)
    {
        var lower = subsampled ? bytes : (long)(bytes * SavedBySubsampling);
        // One better than the original is larger and no better.
        var best = Math.Min(BestSubsampled, Math.Max(quality, Good));
        return Math.Clamp(Highest(quality, lower, (long)(most * FirstAim), Downwards), Least, best);
    }

    private int Predict(int quality, long bytes, double power) => Highest(quality, bytes, (long)(_most * Aim), power);

    private int? Between(int quality)
    {
        var (low, high) = (Math.Max(_fits.Quality + 1, Least), _tooGood - 1);
        return low > high ? null : Math.Clamp(quality, low, high);
    }

    private static int Highest(int quality, long bytes, long most, double power) =>
        QualityAt(Coarseness(quality) * Math.Pow((double)bytes / most, 1 / power));

    // libjpeg's own scale.
    private static double Coarseness(int quality) => quality < 50 ? 5000.0 / quality : Math.Max(200 - (2 * quality), 1);

    private static int QualityAt(double coarseness) => (int)(coarseness > 100 ? 5000 / coarseness : (200 - coarseness) / 2);
}
