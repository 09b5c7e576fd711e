namespace MediaNode.Tests.Hostile;

/// <summary>Writes the heads of requests, checking nothing.</summary>
internal static class RawRequest
{
    /// <param name="line">The request line but for its version.</param>
    /// <param name="headers">Each as it stands; empty ones are left out.</param>
    public static string Head(string line, params string[] headers) =>
        string.Join("\r\n", [$"{line} HTTP/1.1", "Host: node", .. headers.Where(header => header.Length > 0), "", ""]);

    public static string Login(this TestNode node) => $"Authorization: {node.Client.DefaultRequestHeaders.Authorization}";

    public static string Login(this NodeProcess node) => $"Authorization: Bearer {node.Token}";
}
