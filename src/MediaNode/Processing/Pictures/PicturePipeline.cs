using System.Globalization;

namespace MediaNode.Processing.Pictures;

/// <summary>A picture on its way through its operations. Nothing is run before something is to be saved.</summary>
/// <remarks>
/// The last operation runs once for each save and writes straight into the file to be. A JPEG that only has to be decoded is decoded again
/// for every save, which costs less than to write it down and read it, and one that shrinks is shrunk for every save, so that it can be
/// shrunk less; everything else is kept as an uncompressed TIFF after the first.
/// </remarks>
internal sealed class PicturePipeline(PictureRuns runs, IReadOnlyList<PictureOperation> operations, string original)
{
    private const string ResizeName = "resize";

    private readonly List<PictureOperation> _left = [.. operations];
    private string _at = original;
    private bool _saved;

    /// <summary>Shrinks the picture behind all other operations, instead of by what it was shrunk before.</summary>
    /// <param name="scale">Of both edges.</param>
    public void Resize(double scale)
    {
        if (_left is [.., { Name: ResizeName }])
        {
            _left.RemoveAt(_left.Count - 1);
        }

        _left.Remove(PictureOperation.Copy);
        _left.Add(new PictureOperation(ResizeName, [scale.ToString("0.####", CultureInfo.InvariantCulture)]));
    }

    /// <summary>Saves the picture as it is behind the last operation.</summary>
    /// <param name="to">A name.</param>
    /// <param name="saver">The saver's options, in brackets.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    /// <returns>Why it is over, or null when all is well.</returns>
    public async Task<Processed?> SaveAsync(string to, string saver, CancellationToken cancellationToken)
    {
        var keeps = _saved && _left is not ([{ Name: "jpegload" or "tiffload" }] or [.., { Name: ResizeName }]);
        if (await GetToAsync(keeps ? 0 : 1, cancellationToken) is { } halted)
        {
            return halted;
        }

        if (_left.Count == 0)
        {
            _left.Add(PictureOperation.Copy);
        }

        _saved = true;
        return await RunAsync(to + saver, cancellationToken);
    }

    // Runs operations until so many are left.
    private async Task<Processed?> GetToAsync(int left, CancellationToken cancellationToken)
    {
        while (_left.Count > left)
        {
            var next = runs.NewFile("tif");
            if (await RunAsync(next, cancellationToken) is { } halted)
            {
                return halted;
            }

            if (_at.StartsWith("out/", StringComparison.Ordinal))
            {
                runs.Drop(_at);
            }

            _at = next;
            _left.RemoveAt(0);
        }

        return null;
    }

    private async Task<Processed?> RunAsync(string to, CancellationToken cancellationToken)
    {
        var halted = await runs.VipsAsync(_left[0].On(_at, to), cancellationToken);
        if (halted is not Processed.Refused || _left[0].Instead is not { } instead)
        {
            return halted;
        }

        _left[0] = instead;
        return await RunAsync(to, cancellationToken);
    }
}
