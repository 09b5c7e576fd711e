namespace MediaNode.Tests.Hostile;

/// <summary>An upload of 20 MB that the node refuses from its head or early in its body, and what its client must get to read.</summary>
internal sealed record RefusedUpload(
    string Name, Uri Url, string Authorization, string Type, string Encoding, bool Chunked, int Status, int Code)
{
    public const int Length = 20 << 20;

    /// <summary>Every kind of refusal, with a known length and without.</summary>
    /// <param name="small">A node that takes 1 MB.</param>
    /// <param name="full">A node that takes 100 MB and has no room.</param>
    public static async Task<IReadOnlyList<RefusedUpload>> AllAsync(TestNode small, TestNode full)
    {
        var token = $"Bearer {await small.LoginAsync("admin", TestNode.Password)}";
        var fullToken = $"Bearer {await full.LoginAsync("admin", TestNode.Password)}";
        var (to, toFull, login) = (new Uri(small.Url, "/v1/media"), new Uri(full.Url, "/v1/media"), new Uri(small.Url, "/v1/users/login"));
        return
        [
            .. from chunked in new[] { false, true }
               let kind = chunked ? "chunked" : "known"
               from upload in new RefusedUpload[]
               {
                   new($"too-large-{kind}", to, token, "image/jpeg", "identity", chunked, 413, 1009),
                   new($"no-such-token-{kind}", to, "Bearer mn_wrong", "image/jpeg", "identity", chunked, 401, 1005),
                   new($"form-{kind}", to, token, "multipart/form-data;boundary=b", "identity", chunked, 400, 1009),
                   new($"compressed-{kind}", to, token, "image/jpeg", "gzip", chunked, 415, 1009),
                   new($"full-{kind}", toFull, fullToken, "image/jpeg", "identity", chunked, 507, 1014),
                   new($"login-{kind}", login, "Basic YWRtaW46d3Jvbmc=", "application/json", "identity", chunked, 413, 1009),
               }
               select upload,
        ];
    }

    /// <summary>One line of a client program's input.</summary>
    public string Line => string.Join('|', Name, Url, Authorization, Type, Encoding, Chunked ? "chunked" : "known");

    /// <summary>One line of a client program's output, when all is well.</summary>
    public string Expected => $"{Name} {Status} {Code}";
}
