using MediaNode.Formats.Limits;

namespace MediaNode.Business;

/// <summary>Some of the kinds of media, as a value: settings with the same ones are the same.</summary>
internal readonly record struct KindSet
{
    private readonly int _bits;

    private KindSet(int bits) => _bits = bits;

    public static KindSet All { get; } = Of(Kinds.All.Select(Kinds.NameOf));

    /// <summary>Those of these names; a name of no kind counts for none.</summary>
    public static KindSet Of(IEnumerable<string> names) =>
        new(names.Select(Kinds.Find).OfType<Kind>().Aggregate(0, (bits, kind) => bits | (1 << (int)kind)));

    public bool Contains(Kind kind) => (_bits & (1 << (int)kind)) != 0;
}
