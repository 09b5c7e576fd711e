using MediaNode.Cli;
using MediaNode.Cli.Transfers;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Transfers;

public sealed class StreamedContentTests
{
    [Fact]
    public async Task A_gigabyte_passes_through_in_a_few_kilobytes()
    {
        const long Gigabyte = 1L << 30;
        using var content = new StreamedContent(new Zeros(Gigabyte), "zeros", Gigabyte, progress: null);
        var sink = new Counter();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var copying = content.CopyToAsync(sink, CancellationToken.None);

        // Both ends answer at once, so all of it ran on this thread.
        copying.IsCompletedSuccessfully.ShouldBeTrue();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await copying;
        sink.Length.ShouldBe(Gigabyte);
        allocated.ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public async Task A_file_that_shrinks_meanwhile_is_refused_by_name()
    {
        using var content = new StreamedContent(new Zeros(10), "log.txt", 11, progress: null);

        var refused = await Should.ThrowAsync<RefusedException>(() => content.CopyToAsync(Stream.Null, CancellationToken.None));

        refused.Message.ShouldContain("became shorter");
        refused.Message.ShouldContain("log.txt");
    }

    [Fact]
    public async Task A_file_that_grows_meanwhile_is_cut_at_the_announced_length()
    {
        using var content = new StreamedContent(new Zeros(1000), "log.txt", 11, progress: null);
        var sink = new Counter();

        await content.CopyToAsync(sink, CancellationToken.None);

        sink.Length.ShouldBe(11);
    }

    private sealed class Zeros(long length) : Source
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            var read = (int)Math.Min(buffer.Length, _left);
            buffer[..read].Clear();
            _left -= read;
            return read;
        }
    }

    private sealed class Counter : Source
    {
        private long _length;

        public override long Length => _length;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }

    private abstract class Source : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));
    }
}
