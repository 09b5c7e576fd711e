namespace MediaNode.Tests.Samples;

/// <summary>Every use of every file, and what must become of it.</summary>
internal static class SampleCatalogue
{
    public static readonly IReadOnlyList<Sample> All =
    [
        .. SamplePictures.All, .. SampleSounds.All, .. SampleVideos.All, .. SampleDocuments.All,
    ];

    public static Sample Named(string name) => All.Single(sample => sample.Name == name);
}
