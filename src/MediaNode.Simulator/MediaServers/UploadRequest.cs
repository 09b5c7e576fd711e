using System.Globalization;
using MediaNode.Formats.Limits;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.MediaServers;

/// <summary>What an upload, or the check for one, asks for.</summary>
/// <param name="Type">A type of media, from the path.</param>
/// <param name="Token">The digest that the bytes must have.</param>
/// <param name="Offset">After how many bytes the body goes on; null from the start.</param>
/// <param name="Length">The bytes of the body; 0 of a check.</param>
internal sealed record UploadRequest(string Type, byte[] Token, long? Offset, long Length)
{
    /// <summary>The sealed length of 100 MB, which is the most that a document may have.</summary>
    public static readonly long MostBytes = SealedLength.Of(100 << 20);

    /// <exception cref="RefusedException">The request is wrong, its auth does not hold, or it is too large.</exception>
    public static UploadRequest Read(HttpContext context, MediaAuth auth, bool isCheck)
    {
        var token = ReadToken(context);
        var type = (string?)context.GetRouteValue("type") is { } name && MediaPath.Types.Contains(name)
            ? name
            : throw new RefusedException($"The path names no type of media; there are {string.Join(", ", MediaPath.Types)}.");
        CheckAuth(auth.Check(context.Request.Query["auth"]));
        if (isCheck)
        {
            return new UploadRequest(type, token, null, 0);
        }

        var offset = ReadOffset(context.Request);
        var length = context.Request.ContentLength
            ?? throw new RefusedException(StatusCodes.Status411LengthRequired, "An upload must have a Content-Length.");
        return length <= MostBytes - (offset ?? 0)
            ? new UploadRequest(type, token, offset, length)
            : throw new RefusedException(
                StatusCodes.Status413PayloadTooLarge,
                $"The upload has {length} bytes{(offset > 0 ? $" after {offset}" : "")}; at most {MostBytes} are accepted.");
    }

    private static byte[] ReadToken(HttpContext context)
    {
        var inPath = UploadToken.Parse((string?)context.GetRouteValue("token"));
        var inQuery = UploadToken.Parse(context.Request.Query["token"]);
        if (inPath is null || inQuery is null)
        {
            var place = inPath is null ? "path" : "query";
            throw new RefusedException($"The token in the {place} is missing or wrong; it must be {UploadToken.Accepted}.");
        }

        return inPath.AsSpan().SequenceEqual(inQuery)
            ? inPath
            : throw new RefusedException("The tokens in path and query differ; they must be the same.");
    }

    private static void CheckAuth(AuthState state)
    {
        switch (state)
        {
            case AuthState.Stale:
                throw new RefusedException(
                    StatusCodes.Status401Unauthorized,
                    $"The auth is stale: it holds {MediaAuth.Lifetime.TotalSeconds} seconds. Ask media_conn for another.");
            case AuthState.Foreign:
                throw new RefusedException(StatusCodes.Status403Forbidden, "The auth was never given out here. Ask media_conn for one.");
        }
    }

    private static long? ReadOffset(HttpRequest request)
    {
        var text = request.Query["file_offset"];
        if (text.Count == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && offset <= MostBytes
            ? offset
            : throw new RefusedException($"file_offset must be a whole number from 0 to {MostBytes}.");
    }
}
