namespace MediaNode.Simulator.Storage;

/// <summary>Keeps a second simulator away from a directory: a file in it, held open alone. It goes with the process, however that ends.</summary>
internal sealed class DirectoryClaim : IDisposable
{
    private readonly FileStream _file;

    private DirectoryClaim(FileStream file) => _file = file;

    /// <param name="directory">The simulator's; it exists.</param>
    /// <exception cref="IOException">Another has it, in this process or in another.</exception>
    public static DirectoryClaim Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            return new DirectoryClaim(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException taken) when (taken.GetType() == typeof(IOException) && File.Exists(path))
        {
            throw new IOException($"The simulator's directory {Path.GetFullPath(directory)} is in use by another.", taken);
        }
    }

    public void Dispose() => _file.Dispose();
}
