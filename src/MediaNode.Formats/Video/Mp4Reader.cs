using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>ISO base media: MP4, M4A, 3GP, QuickTime. ISO/IEC 14496-12; the boxes of the first level are §6.2.</summary>
public static class Mp4Reader
{
    /// <returns>The facts, or null when the bytes are none of these, as pictures in the same boxes (HEIC, AVIF) are not.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = new ByteCursor(source);
        var first = file.Peek(8);
        if (first.Length < 8)
        {
            return null;
        }

        var branded = Mp4Box.TypeOf(first[4..]) == "ftyp";
        if (!branded && Mp4Box.TypeOf(first[4..]) is not ("moov" or "mdat" or "wide" or "free" or "skip" or "pnot"))
        {
            return null;
        }

        var top = new TopLevel();
        top.Read(file);

        // Without brands any text may begin with such a word: only a movie tells.
        return top.Brands.IsPicture || (!branded && top.Movie is null) ? null : top.Facts(source.Length);
    }

    /// <summary>The boxes of the first level, in the order in which they come.</summary>
    private sealed class TopLevel
    {
        private long? _moov;
        private long? _mdat;
        private Mp4Fragments? _fragments;
        private string? _damage;
        private bool _spent;

        public Mp4Brands Brands { get; private set; } = new([]);

        public Mp4Movie? Movie { get; private set; }

        public void Read(ByteCursor file)
        {
            while (!Brands.IsPicture && Mp4Box.Next(file) is { } box)
            {
                if (!box.IsWhole)
                {
                    _damage ??= $"The box {box.Type} at byte {box.Start} reaches beyond the end of the file.";
                }

                Take(box);
            }

            _spent = file.IsSpent && (file.Left > 0 || file.Overran);
        }

        public MediaFacts Facts(long length)
        {
            var tracks = Movie?.Tracks.Select(track => track.ToFacts(Movie.IsFragmented)).ToList() ?? [];
            return new()
            {
                Container = Brands.Container,
                Type = Brands.TypeOf(tracks),
                Length = length,
                Brands = Brands.All,
                Tracks = tracks,
                Duration = Movie?.Duration ?? (_spent ? null : _fragments?.Duration),
                FastStart = _moov is null ? null : _mdat is null || _moov < _mdat,
                Fragmented = Movie?.IsFragmented ?? false,
                Damage = _damage ?? Movie?.Damage ?? Missing(),
            };
        }

        private void Take(Mp4Box box)
        {
            switch (box.Type)
            {
                case "ftyp" when Brands.All.Count == 0:
                    Brands = Mp4Brands.Read(box.Body);
                    break;
                case "moov" when Movie is null:
                    _moov = box.Start;
                    Movie = Mp4Movie.Read(box.Body);
                    _fragments = Movie.IsFragmented ? new(Movie) : null;
                    break;
                case "mdat":
                    _mdat ??= box.Start;
                    break;
                case "moof":
                    _fragments?.Add(box.Body);
                    break;
            }
        }

        private string? Missing() =>
            Movie is null ? _spent
                ? "The box moov does not come within the part of the file that is looked at."
                : "The file has no box moov, which says what is in it: it is cut off, or was never finished."
            : Movie.Tracks.Count == 0 ? "The file has no track."
            : _mdat is null && !_spent ? "The file has no box mdat, so neither picture nor sound: it is cut off."
            : null;
    }
}
