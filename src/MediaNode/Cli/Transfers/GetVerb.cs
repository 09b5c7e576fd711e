using System.Buffers;
using System.CommandLine;
using System.Security.Cryptography;

namespace MediaNode.Cli.Transfers;

/// <summary><c>media get</c>: a file appears whole and verified, or not at all.</summary>
internal sealed class GetVerb(CliHost host, NodeOptions options)
{
    private const string StandardOutput = "-";
    private const int PieceBytes = 128 << 10;

    public Verb Build()
    {
        var id = MediaVerbs.OneId();
        var to = new Option<string?>("--output", "-o")
        {
            Description = "Where to write; - is standard output. Default: the id, with an extension by type, in the current directory.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite a file that exists." };
        var command = new Verb(
            "get",
            "Fetch media and verify it against the node's digest.",
            "medianode media get 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10",
            "medianode media get 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10 -o photo.jpg --force",
            "medianode media get 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10 -o - | file -")
        {
            id, to, force,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(to) == StandardOutput && result.GetResult(options.Json).IsGiven)
            {
                result.AddError("-o - and --json both want standard output: choose one.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var fetched = await GetAsync(
                node, output, parsed.GetRequiredValue(id), parsed.GetValue(to), parsed.GetValue(force), cancellationToken);
            if (!fetched.Verified)
            {
                output.Remark("The node gave no digest: the bytes are not verified.");
            }

            if (fetched.File != StandardOutput)
            {
                output.Line(fetched.File);
            }

            output.Document(fetched, CliJson.Default.GetDocument);
            return ExitCode.Ok;
        });
        return command;
    }

    private async Task<GetDocument> GetAsync(
        NodeClient node, Output output, string id, string? to, bool force, CancellationToken cancellationToken)
    {
        // A name that is known beforehand is checked before a byte travels.
        if (to is not null && to != StandardOutput && !Directory.Exists(host.FullPath(to)))
        {
            RequireFree(to, force);
        }

        using var answer = await node.SendAsync(HttpMethod.Get, MediaVerbs.PathOf(id), cancellationToken);
        await MediaVerbs.RequireAsync(node, answer, id, cancellationToken);
        var type = answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        var label = to is null or StandardOutput ? id : Path.GetFileName(to);

        Task<(long Length, string Digest)> CopyToAsync(Stream destination) => TransferProgress.ShowAsync(
            host, output, label, answer.Content.Headers.ContentLength,
            progress => CopyAsync(node, answer, destination, progress, cancellationToken));

        if (to == StandardOutput)
        {
            await using var stream = host.OpenOutput();
            var copied = await CopyToAsync(stream);
            var sound = Verify(answer, copied.Digest, "the bytes are already written: throw them away");
            return new GetDocument(id, to, type, copied.Length, copied.Digest, sound);
        }

        var file = FileFor(to, id, type);
        RequireFree(file, force);
        await using var partial = PartialFile.Beside(host.FullPath(file), mode: null);
        var (length, digest) = await CopyToAsync(partial.Stream);
        var verified = Verify(answer, digest, "nothing was kept");
        try
        {
            await partial.KeepAsync(overwrite: force);
        }
        catch (IOException taken) when (!force && Path.Exists(host.FullPath(file)))
        {
            // Somebody made it while we fetched.
            throw Exists(file, taken);
        }

        return new GetDocument(id, file, type, length, digest, verified);
    }

    private string FileFor(string? to, string id, string? type)
    {
        var name = id + FileTypes.ExtensionOf(type);
        return to is null ? name : Directory.Exists(host.FullPath(to)) ? Path.Combine(to, name) : to;
    }

    private void RequireFree(string file, bool force)
    {
        var path = host.FullPath(file);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new RefusedException(new Refusal("There is no such directory", Path.GetDirectoryName(file), Advice: "Make it first."));
        }

        if (!force && Path.Exists(path))
        {
            throw Exists(file, cause: null);
        }
    }

    private static RefusedException Exists(string file, Exception? cause) =>
        new(new Refusal("The file exists", file, Advice: "Choose another with -o, or give --force."), cause: cause);

    private static async Task<(long Length, string Digest)> CopyAsync(
        NodeClient node, HttpResponseMessage answer, Stream destination, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var length = 0L;
            while (await ReadAsync() is var read and > 0)
            {
                sha256.AppendData(piece.AsSpan(0, read));
                await destination.WriteAsync(piece.AsMemory(0, read), cancellationToken);
                length += read;
                progress?.Report(read);
            }

            await destination.FlushAsync(cancellationToken);
            return (length, Convert.ToHexStringLower(sha256.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        async ValueTask<int> ReadAsync()
        {
            try
            {
                return await body.ReadAsync(piece, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException)
            {
                // A node breaks the answer off when it finds the file damaged, so it is worth saying.
                throw Unreachable.BrokenOff(node.Url, failure);
            }
        }
    }

    /// <returns>False when the node gave no digest to hold the bytes against.</returns>
    private static bool Verify(HttpResponseMessage answer, string digest, string consequence)
    {
        const string Prefix = "\"sha256-";
        if (answer.Headers.ETag is not { IsWeak: false, Tag: var tag } || !tag.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        return tag[Prefix.Length..^1].Equals(digest, StringComparison.OrdinalIgnoreCase) ? true : throw new RefusedException(new Refusal(
            "The digest does not match",
            $"the node promised {tag.Trim('"')} and sent sha256-{digest}; the bytes {consequence}",
            Advice: "Try again; if it stays so, the media is damaged."));
    }
}

internal sealed record GetDocument(string Id, string File, string? Type, long Length, string Digest, bool Verified);
