using System.Buffers;
using System.Globalization;
using MediaNode.Problems;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace MediaNode.Business;

/// <summary>Reads a body that is small enough to be kept in a row.</summary>
internal static class RawBody
{
    /// <param name="context">The request.</param>
    /// <param name="most">Bytes.</param>
    /// <returns>The bytes, or why not.</returns>
    public static async Task<(byte[] Bytes, Refusal? Refusal)> ReadAsync(HttpContext context, int most)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // We count ourselves; past Kestrel's limit the client would not get to read the refusal.
        }

        if (context.Request.ContentLength > most)
        {
            return ([], TooLarge(most));
        }

        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            int read;
            try
            {
                read = await context.Request.Body.ReadAsync(buffer.GetMemory(4096), context.RequestAborted);
            }
            catch (IOException unreadable) when (unreadable is not (BadHttpRequestException or ConnectionResetException))
            {
                // Kestrel's answer to a chunk size beyond its numbers.
                throw new BadHttpRequestException(unreadable.Message, unreadable);
            }

            if (read == 0)
            {
                return buffer.WrittenCount > 0 ? (buffer.WrittenSpan.ToArray(), null) : ([], Problem.BodyEmpty.Because("The body is empty."));
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > most)
            {
                return ([], TooLarge(most));
            }
        }
    }

    private static Refusal TooLarge(int most) =>
        Problem.BodyTooLarge.Because(string.Create(CultureInfo.InvariantCulture, $"The body of this call may have {most} bytes."));
}
