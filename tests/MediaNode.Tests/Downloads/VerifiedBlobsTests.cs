using MediaNode.Downloads;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Downloads;

public sealed class VerifiedBlobsTests : IDisposable
{
    private static readonly BlobStamp _stamp = new(1, 2, 3);

    private readonly FakeTimeProvider _clock = new();
    private readonly BlobKey _key;
    private readonly VerifiedBlobs _verified;

    public VerifiedBlobsTests()
    {
        _key = NewKey();
        _verified = new VerifiedBlobs(Options.Create(new DownloadOptions()), _clock);
        _verified.Add(_key, _stamp);
    }

    public void Dispose() => _verified.Dispose();

    [Fact]
    public void A_file_that_looks_as_it_did_is_trusted_for_a_day()
    {
        _clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        _verified.Trusts(_key, _stamp).ShouldBeTrue();

        _clock.Advance(TimeSpan.FromTicks(1));
        _verified.Trusts(_key, _stamp).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_differs_in_anything_is_not_trusted()
    {
        _verified.Trusts(_key, _stamp with { Inode = 9 }).ShouldBeFalse();
        _verified.Trusts(_key, _stamp with { Length = 9 }).ShouldBeFalse();
        _verified.Trusts(_key, _stamp with { ChangedAt = 9 }).ShouldBeFalse();
        _verified.Trusts(NewKey(), _stamp).ShouldBeFalse();
        _verified.Trusts(_key, _stamp).ShouldBeTrue();
    }

    private static BlobKey NewKey() => new(BlobFolder.Outgoing, Guid.NewGuid());
}
