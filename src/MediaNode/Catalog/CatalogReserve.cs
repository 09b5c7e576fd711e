namespace MediaNode.Catalog;

/// <summary>A file that holds nothing but room on the disk. Given up when the disk is full, it lets a deletion still be recorded.</summary>
internal sealed class CatalogReserve
{
    // A deletion takes some 30 KB of the log, and usually frees more.
    private const int Size = 1 << 20;

    private static readonly TimeSpan _betweenTries = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private bool _held;
    private long _triedAt;

    public CatalogReserve(string path, TimeProvider clock)
    {
        (_path, _clock) = (path, clock);
        _held = File.Exists(path) || TryTake();
    }

    public void GiveUp()
    {
        File.Delete(_path);
        _held = false;
        _triedAt = _clock.GetTimestamp();
    }

    /// <summary>Takes the room again if there is as much by now.</summary>
    public void TakeBack()
    {
        if (!_held && _clock.GetElapsedTime(_triedAt) >= _betweenTries)
        {
            _triedAt = _clock.GetTimestamp();
            _held = TryTake();
        }
    }

    private bool TryTake()
    {
        try
        {
            new FileStream(_path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                PreallocationSize = Size,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
            return true;
        }
        catch (IOException)
        {
            // Full already, or failing in a way that the catalogue itself will tell of.
            File.Delete(_path);
            return false;
        }
    }
}
