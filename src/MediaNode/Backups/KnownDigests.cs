namespace MediaNode.Backups;

/// <summary>Digests that the latest backup's list has, asked for in the order of the list: so that thumbnails that are kept need not be read again.</summary>
internal sealed class KnownDigests : IDisposable
{
    private readonly IEnumerator<(KeptFile File, byte[] Digest)>? _list;
    private bool _ended;

    public KnownDigests(BackupDirectory directory)
    {
        if (directory.Complete is [.., var latest])
        {
            _list = FileList.Read(Path.Combine(directory.PathOf(latest), FileList.Name)).GetEnumerator();
            Advance();
        }
        else
        {
            _ended = true;
        }
    }

    public byte[]? Find(KeptFile file)
    {
        while (!_ended && string.CompareOrdinal(_list!.Current.File.Path, file.Path) < 0)
        {
            Advance();
        }

        return !_ended && _list!.Current.File == file ? _list.Current.Digest : null;
    }

    public void Dispose() => _list?.Dispose();

    private void Advance()
    {
        try
        {
            _ended = !_list!.MoveNext();
        }
        catch (IOException)
        {
            // A list that is gone or damaged tells nothing: the files are read.
            _ended = true;
        }
    }
}
