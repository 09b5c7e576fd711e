using MediaNode.Formats;
using MediaNode.Problems;

namespace MediaNode.Uploads;

/// <summary>What the head of an upload must say, each rule with its own refusal.</summary>
internal static class UploadChecks
{
    /// <returns>Why the upload is refused before its body is read, or <see langword="null"/>; and its media type as sent.</returns>
    public static (Refusal? Refusal, string Type) Check(HttpRequest request, UploadOptions options)
    {
        var types = request.Headers.ContentType;
        if (types.Count == 0 || string.IsNullOrWhiteSpace(types[0]))
        {
            return (Problem.ContentTypeMissing.Because("The upload has no Content-Type; send the media's own type, for example Content-Type: image/jpeg."), "");
        }

        if (types.Count > 1)
        {
            return (Problem.ContentTypeInvalid.Because($"The upload has {types.Count} Content-Type headers; one is accepted."), "");
        }

        if (!MediaType.TryParse(types[0], out var type, out var why))
        {
            return (Problem.ContentTypeInvalid.Because(why), "");
        }

        if (type.IsMultipart)
        {
            return (Problem.MultipartNotTaken.Because(
                $"The upload is a form ({type.Essence}); send the file itself as the body, with its own type (curl: --data-binary @FILE, not -F)."), "");
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return (Problem.ContentEncodingNotTaken.Because("The upload has a Content-Encoding; send the file as it is. Only identity is accepted."), "");
        }

        return request.ContentLength switch
        {
            0 => (Problem.BodyEmpty.Because("The body is empty (Content-Length: 0); it must be the file itself."), ""),
            { } length when length > options.MaxBytes.Bytes => (BodyReceiver.TooLarge(options.MaxBytes, length), ""),
            _ => (null, type.Text),
        };
    }
}
