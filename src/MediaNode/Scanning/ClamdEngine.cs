using System.Net.Sockets;
using MediaNode.Volumes;

namespace MediaNode.Scanning;

/// <summary>ClamAV's daemon, asked over its socket. It never sees a path: the bytes are sent, so it may live elsewhere and as another user.</summary>
internal sealed class ClamdEngine(ClamdAddress address) : IScanEngine
{
    public string Name => $"clamd at {address}";

    public async Task<ScanVerdict> LookAsync(Blob bytes, string path, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.SayAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        var answer = connection.AnswerAsync(cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = connection.SendAsync(bytes, enough.Token);
        var answeredFirst = await Task.WhenAny((Task)answer, sending) == answer;
        if (answeredFirst)
        {
            // Who answers listens no more: the file may be too long for it.
            await enough.CancelAsync();
        }

        var whyNotWhole = await sending;
        try
        {
            var verdict = ScanAnswer.OfClamd(await answer);
            return verdict is ScanVerdict.Clean && whyNotWhole is not null ? throw new NoVerdictException(whyNotWhole) : verdict;
        }
        catch (NoVerdictException) when (answer.IsFaulted && !answeredFirst && whyNotWhole is not null)
        {
            // That there is no answer has its reason there.
            throw new NoVerdictException(whyNotWhole);
        }
    }

    public async Task TryAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.SayAsync("zPING\0"u8.ToArray(), cancellationToken);
        var answer = await connection.AnswerAsync(cancellationToken);
        if (answer != "PONG")
        {
            throw new NoVerdictException($"clamd answered what cannot be understood: {ScanAnswer.Printable(answer)}");
        }
    }

    private async Task<ClamdConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new ClamdConnection(await address.ConnectAsync(cancellationToken));
        }
        catch (SocketException failure)
        {
            throw new NoVerdictException($"clamd cannot be reached: {ScanAnswer.Printable(failure.Message)}");
        }
    }
}
