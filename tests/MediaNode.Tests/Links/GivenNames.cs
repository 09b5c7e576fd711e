using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MediaNode.Addresses;

namespace MediaNode.Tests.Links;

/// <summary>A resolver that answers as a test says, each time with the next of its answers and then with the last.</summary>
internal sealed class GivenNames : INames
{
    private readonly ConcurrentDictionary<string, string[][]> _answers = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();

    /// <param name="host">A name.</param>
    /// <param name="answers">Addresses, with commas between.</param>
    public void Give(string host, params string[] answers) => _answers[host] = [.. answers.Select(answer => answer.Split(','))];

    public int Asked(string host) => _asked.GetValueOrDefault(host);

    public Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        var times = _asked.AddOrUpdate(host, 1, (_, before) => before + 1);
        return _answers.TryGetValue(host, out var answers)
            ? Task.FromResult<IPAddress[]>([.. answers[Math.Min(times, answers.Length) - 1].Select(IPAddress.Parse)])
            : IPAddress.TryParse(host, out var address)
            ? Task.FromResult<IPAddress[]>([address])
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}
