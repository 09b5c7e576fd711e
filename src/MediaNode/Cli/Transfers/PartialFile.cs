namespace MediaNode.Cli.Transfers;

/// <summary>A file that is written under a passing name and takes its own only when it is whole; otherwise nothing stays behind.</summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly string _destination;
    private bool _kept;

    private PartialFile(string destination, FileStream stream)
    {
        _destination = destination;
        Stream = stream;
    }

    public FileStream Stream { get; }

    /// <summary>In the folder of the destination: a rename must not cross file systems.</summary>
    public static PartialFile Beside(string destination, UnixFileMode? mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            BufferSize = 0, // Callers write large pieces.
        };
        if (!OperatingSystem.IsWindows() && mode is { } only)
        {
            options.UnixCreateMode = only;
        }

        var passing = Path.Combine(Path.GetDirectoryName(destination)!, $".medianode-{Guid.NewGuid():N}.partial");
        return new PartialFile(destination, new FileStream(passing, options));
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="IOException">The name is taken, and may not be.</exception>
    public async Task KeepAsync(bool overwrite)
    {
        await Stream.DisposeAsync();
        File.Move(Stream.Name, _destination, overwrite);
        _kept = true;
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (!_kept)
        {
            File.Delete(Stream.Name);
        }
    }
}
