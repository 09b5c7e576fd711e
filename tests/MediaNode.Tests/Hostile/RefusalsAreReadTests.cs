using System.Globalization;
using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>A refusal that the client never gets to read makes it send the whole body again.</summary>
public sealed class RefusalsAreReadTests : IAsyncLifetime
{
    private static readonly string _length = RefusedUpload.Length.ToString(CultureInfo.InvariantCulture);

    private TestNode _small = null!;
    private TestNode _full = null!;
    private IReadOnlyList<RefusedUpload> _uploads = [];

    public async ValueTask InitializeAsync()
    {
        _small = await TestNode.StartAsync(["--Uploads:MaxBytes=1MB"]);
        _full = await TestNode.StartAsync(configure: WrappedVolume.Install(inner => new FullVolume(inner)));
        _uploads = await RefusedUpload.AllAsync(_small, _full);
    }

    public async ValueTask DisposeAsync()
    {
        _small.Files.ShouldBeEmpty();
        _full.Files.ShouldBeEmpty();
        await _small.DisposeAsync();
        await _full.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_HttpClient(bool asksFirst)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        foreach (var upload in _uploads)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, upload.Url);
            request.Content = new ByteArrayContent(new byte[RefusedUpload.Length]);
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(upload.Authorization);
            request.Headers.TransferEncodingChunked = upload.Chunked;
            request.Headers.ExpectContinue = asksFirst;
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(upload.Type);
            request.Content.Headers.ContentEncoding.Add(upload.Encoding);

            using var answer = await client.SendAsync(request);

            await answer.ShouldRefuseAsync((System.Net.HttpStatusCode)upload.Status, upload.Code);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_curl(bool asksFirst)
    {
        using var folder = new TempDirectory();
        var file = Path.Combine(folder.Path, "body");
        await File.WriteAllBytesAsync(file, new byte[RefusedUpload.Length]);
        foreach (var upload in _uploads)
        {
            var output = await ClientProgram.RunAsync("curl",
            [
                "--silent", "--show-error", "--max-time", "30", "--data-binary", $"@{file}", "--write-out", "\n%{http_code}",
                "--header", $"Authorization: {upload.Authorization}", "--header", $"Content-Type: {upload.Type}",
                "--header", $"Content-Encoding: {upload.Encoding}", "--header", asksFirst ? "Expect: 100-continue" : "Expect:",
                .. upload.Chunked ? (string[])["--header", "Transfer-Encoding: chunked"] : [], upload.Url.ToString(),
            ]);

            output[^1].ShouldBe(upload.Status.ToString(CultureInfo.InvariantCulture), upload.Name);
            output[0].ShouldContain($"\"code\":{upload.Code},", customMessage: upload.Name);
        }
    }

    [Theory]
    [InlineData("http.client")]
    [InlineData("urllib")]
    public async Task By_Python(string client)
    {
        var output = await ClientProgram.RunAsync(
            "python3", ["-c", ClientProgram.Python, _length, client], _uploads.Select(upload => upload.Line));

        output.ShouldBe(_uploads.Select(upload => upload.Expected));
    }

    [Theory]
    [InlineData("HttpURLConnection")]
    [InlineData("HttpClient")]
    public async Task By_Java(string client)
    {
        if (!ClientProgram.IsInstalled("java"))
        {
            await A_client_that_writes_all_before_it_reads();
            return;
        }

        using var folder = new TempDirectory();
        var source = Path.Combine(folder.Path, "UploadClient.java");
        await File.WriteAllTextAsync(source, ClientProgram.Java);
        var output = await ClientProgram.RunAsync(
            "java", ["-XX:TieredStopAtLevel=1", source, _length, client], _uploads.Select(upload => upload.Line));

        output.ShouldBe(_uploads.Select(upload => upload.Expected));
    }

    [Fact]
    public async Task By_a_plain_socket() => await A_client_that_writes_all_before_it_reads();

    /// <summary>What Java's clients do at their worst.</summary>
    private async Task A_client_that_writes_all_before_it_reads()
    {
        var piece = new byte[64 << 10];
        foreach (var upload in _uploads)
        {
            using var connection = await RawConnection.OpenAsync(upload.Url);
            var framing = upload.Chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {RefusedUpload.Length}";
            await connection.SendAsync(RawRequest.Head(
                $"POST {upload.Url.AbsolutePath}", $"Authorization: {upload.Authorization}", $"Content-Type: {upload.Type}",
                $"Content-Encoding: {upload.Encoding}", framing));
            for (var sent = 0; sent < RefusedUpload.Length; sent += piece.Length)
            {
                if (upload.Chunked)
                {
                    await connection.SendAsync("10000\r\n");
                }

                await connection.SendAsync(piece);
                if (upload.Chunked)
                {
                    await connection.SendAsync("\r\n");
                }
            }

            if (upload.Chunked)
            {
                await connection.SendAsync("0\r\n\r\n");
            }

            var answer = await connection.ReadAnswerAsync();
            answer.Status.ShouldBe(upload.Status, upload.Name);
            answer.Text.ShouldContain($"\"code\":{upload.Code},");
        }
    }
}
