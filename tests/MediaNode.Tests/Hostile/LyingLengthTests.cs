using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>A body of another length than its head says.</summary>
public sealed class LyingLengthTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Theory]
    [InlineData("Content-Length: 10", "hello")]
    [InlineData("Content-Length: 1000000", "hello")]
    [InlineData("Transfer-Encoding: chunked", "5\r\nhel")]
    [InlineData("Transfer-Encoding: chunked", "5\r\nhello\r\n")]
    public async Task Less_than_it_says_leaves_nothing_however_the_client_ends_it(string framing, string body)
    {
        Action<RawConnection>[] ends = [connection => connection.HalfClose(), connection => connection.Dispose(), connection => connection.Reset()];
        foreach (var end in ends)
        {
            using var connection = await RawConnection.OpenAsync(_node.Url);
            await connection.SendAsync(Head(framing) + body);
            await Eventually.HoldsAsync(() => _node.Files.Count == 1, "the upload is under way");

            end(connection);

            await Eventually.HoldsAsync(() => _node.Files.Count == 0, "the upload is gone");
        }
    }

    [Theory]
    [InlineData("WORLD\r\n\r\n")]
    [InlineData("\0\u0001\u0002\u0003\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    public async Task More_than_it_says_is_the_next_request_and_a_bad_one(string surplus)
    {
        await using var node = await TestNode.StartAsync();
        var answers = await RawConnection.ExchangeAsync(node.Url, Head("Content-Length: 5", node) + "hello" + surplus);

        answers.Reset.ShouldBeFalse();
        answers.Rest.ShouldBeEmpty();
        answers.All.Select(answer => answer.Status).ShouldBe([201, 400]);
        (await File.ReadAllTextAsync(node.Files.ShouldHaveSingleItem())).ShouldBe("hello");
    }

    [Theory]
    [InlineData("104857601")]
    [InlineData("1099511627776")]
    [InlineData("9223372036854775807")]
    public async Task A_length_beyond_the_limit_is_refused_before_a_byte_of_it_comes(string length)
    {
        using var connection = await RawConnection.OpenAsync(_node.Url);
        await connection.SendAsync(Head($"Content-Length: {length}"));

        var answer = await connection.ReadAnswerAsync();
        answer.Status.ShouldBe(413);
        answer.Text.ShouldContain(length);
        _node.Files.ShouldBeEmpty();
    }

    private string Head(string framing, TestNode? node = null) =>
        RawRequest.Head("POST /v1/media", (node ?? _node).Login(), "Content-Type: image/jpeg", framing);
}
