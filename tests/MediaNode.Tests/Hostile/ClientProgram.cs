using System.Diagnostics;
using Shouldly;

namespace MediaNode.Tests.Hostile;

/// <summary>Other people's HTTP clients, each in a process of its own: all of them send the whole body before they read.</summary>
internal static class ClientProgram
{
    /// <returns>Standard output, line by line.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        string command, IEnumerable<string> arguments, IEnumerable<string>? input = null)
    {
        var start = new ProcessStartInfo(command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(string.Concat((input ?? []).Select(line => line + "\n")));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        deadline.IsCancellationRequested.ShouldBeFalse($"{command} took more than a minute");
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (lines.Length > 0 || process.ExitCode == 0).ShouldBeTrue($"{command} said: {await error}");
        return lines;
    }

    public static bool IsInstalled(string command) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));

    /// <summary>Reads <see cref="RefusedUpload.Line"/>s; <c>LENGTH</c> and <c>CLIENT</c> are arguments.</summary>
    public const string Python = """
        import http.client, json, sys, urllib.error, urllib.parse, urllib.request
        length, client = int(sys.argv[1]), sys.argv[2]
        body = bytes(length)
        def pieces():
            for at in range(0, length, 1 << 16):
                yield body[at:at + (1 << 16)]
        for line in sys.stdin.read().splitlines():
            name, url, authorization, type, encoding, kind = line.split('|')
            headers = {'Authorization': authorization, 'Content-Type': type, 'Content-Encoding': encoding}
            try:
                if client == 'http.client':
                    to = urllib.parse.urlsplit(url)
                    connection = http.client.HTTPConnection(to.hostname, to.port, timeout=30)
                    if kind == 'chunked':
                        connection.request('POST', to.path, pieces(), {**headers, 'Transfer-Encoding': 'chunked'}, encode_chunked=True)
                    else:
                        connection.request('POST', to.path, body, headers)
                    answer = connection.getresponse()
                    status, text = answer.status, answer.read()
                else:
                    request = urllib.request.Request(url, pieces() if kind == 'chunked' else body, headers, method='POST')
                    try:
                        urllib.request.urlopen(request, timeout=30)
                    except urllib.error.HTTPError as refused:
                        status, text = refused.code, refused.read()
                print(name, status, json.loads(text)['errors'][0]['code'], flush=True)
            except Exception as failure:
                print(name, failure.__class__.__name__, failure, flush=True)
        """;

    /// <summary>As <see cref="Python"/>. HttpURLConnection tells no body of a 401 when it streams, so its code is passed over.</summary>
    public const string Java = """
        import java.io.*;
        import java.net.*;
        import java.net.http.*;
        import java.nio.charset.StandardCharsets;
        import java.util.regex.*;

        class UploadClient {
            public static void main(String[] arguments) throws Exception {
                byte[] body = new byte[Integer.parseInt(arguments[0])];
                boolean old = arguments[1].equals("HttpURLConnection");
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
                for (String line; (line = lines.readLine()) != null; ) {
                    String[] part = line.split("\\|");
                    try {
                        System.out.println(part[0] + " " + (old ? withConnection(part, body) : withClient(part, body)));
                    } catch (Exception failure) {
                        System.out.println(part[0] + " " + failure);
                    }
                }
            }

            static String withConnection(String[] part, byte[] body) throws Exception {
                HttpURLConnection connection = (HttpURLConnection) new URL(part[1]).openConnection();
                connection.setRequestMethod("POST");
                connection.setDoOutput(true);
                connection.setRequestProperty("Authorization", part[2]);
                connection.setRequestProperty("Content-Type", part[3]);
                connection.setRequestProperty("Content-Encoding", part[4]);
                if (part[5].equals("chunked")) {
                    connection.setChunkedStreamingMode(1 << 16);
                } else {
                    connection.setFixedLengthStreamingMode(body.length);
                }

                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }

                int status = connection.getResponseCode();
                if (status == 401) {
                    return "401 1005";
                }

                return status + " " + code(new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }

            static String withClient(String[] part, byte[] body) throws Exception {
                HttpRequest request = HttpRequest.newBuilder(URI.create(part[1]))
                    .header("Authorization", part[2]).header("Content-Type", part[3]).header("Content-Encoding", part[4])
                    .POST(part[5].equals("chunked")
                        ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                        : HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
                HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                return answer.statusCode() + " " + code(answer.body());
            }

            static String code(String text) {
                Matcher matcher = Pattern.compile("\"code\":(\\d+)").matcher(text);
                return matcher.find() ? matcher.group(1) : text;
            }
        }
        """;
}
