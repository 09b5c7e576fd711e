using MediaNode.Formats;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MediaNode.Downloads;

/// <summary>The conditions of a GET (RFC 9110, section 13) against a media, which has a strong ETag and never changes.</summary>
internal static class Conditions
{
    /// <summary><c>If-None-Match</c>: the client has the bytes already.</summary>
    public static bool ClientHasIt(HttpRequest request, EntityTagHeaderValue tag)
    {
        var header = request.Headers.IfNoneMatch;
        return header.Count > 0 && EntityTagHeaderValue.TryParseList(header!, out var tags)
            && tags.Any(candidate => candidate == EntityTagHeaderValue.Any || candidate.Compare(tag, useStrongComparison: false));
    }

    /// <summary><c>If-Match</c>: the client wants these bytes or none.</summary>
    public static bool ClientWantsAnother(HttpRequest request, EntityTagHeaderValue tag)
    {
        var header = request.Headers.IfMatch;
        return header.Count > 0 && EntityTagHeaderValue.TryParseList(header!, out var tags)
            && !tags.Any(candidate => candidate == EntityTagHeaderValue.Any || candidate.Compare(tag, useStrongComparison: true));
    }

    /// <summary>The part that is asked for, unless <c>If-Range</c> names other bytes than these (RFC 9110, section 13.1.5).</summary>
    public static RangeAnswer PartOf(HttpRequest request, EntityTagHeaderValue tag, long length)
    {
        var ifRange = request.Headers.IfRange;
        if (!StringValues.IsNullOrEmpty(ifRange)
            && !(EntityTagHeaderValue.TryParse(ifRange.ToString(), out var wanted) && wanted.Compare(tag, useStrongComparison: true)))
        {
            // A date is never strong enough here: media are told apart by their digest alone.
            return ByteRange.Parse(null, length);
        }

        var range = request.Headers.Range;
        return ByteRange.Parse(StringValues.IsNullOrEmpty(range) ? null : range.ToString(), length);
    }
}
