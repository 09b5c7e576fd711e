namespace MediaNode.Cli.Transfers;

/// <summary>Opens a file that is to be sent, or says in words why it cannot be.</summary>
internal static class LocalFile
{
    public static FileStream Open(CliHost host, string file)
    {
        var path = host.FullPath(file);
        if (Directory.Exists(path))
        {
            throw new RefusedException(new Refusal("This is a directory", file, Advice: "Name the files in it."));
        }

        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                Share = FileShare.ReadWrite | FileShare.Delete, // We only read: others may go on with it.
                BufferSize = 0,
            });
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(new Refusal("There is no such file", file), cause: absent);
        }
        catch (Exception closed) when (closed is UnauthorizedAccessException or IOException)
        {
            throw new RefusedException(new Refusal("The file cannot be read", file, Advice: closed.Message), cause: closed);
        }
    }
}
