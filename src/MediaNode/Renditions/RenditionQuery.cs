using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Wire;

namespace MediaNode.Renditions;

/// <summary>Reads the parameters that these calls share. The first that is not valid is the reason for a refusal.</summary>
/// <param name="context">The request.</param>
/// <param name="known">The parameters that the call has.</param>
internal sealed class RenditionQuery(HttpContext context, params string[] known)
{
    private const int MostWait = 600;

    /// <summary>Why the call is refused; null as long as nothing was wrong.</summary>
    public Refusal? Refusal { get; private set; } = KnownParameters.WhyNot(context.Request.Query, known);

    /// <returns>The media of the path, or null, and then <see cref="Refusal"/> says so.</returns>
    public Media? Media() => Find(context.GetRouteValue("id") as string);

    /// <returns>The media that <c>media_id</c> names.</returns>
    public Media? MediaOfParameter() => Single("media_id") is { } text ? Find(text) : null;

    public Kind? Kind(string? name)
    {
        if (Kinds.Find(name) is { } kind)
        {
            return kind;
        }

        Refusal ??= Problem.ParameterInvalid.Because($"kind must be one of {string.Join(", ", Kinds.All.Select(Kinds.NameOf))}.");
        return null;
    }

    /// <returns>Null when none is named.</returns>
    public Kind? OptionalKind() => Single("kind") is { } name ? Kind(name) : null;

    public Kind? RequiredKind()
    {
        if (Single("kind") is { } name)
        {
            return Kind(name);
        }

        Refusal ??= Problem.ParameterMissing.Because(
            $"kind says what the media is to be sent as: one of {string.Join(", ", Kinds.All.Select(Kinds.NameOf))}.");
        return null;
    }

    /// <returns>Null when the policy's own holds.</returns>
    public ProcessingMode? Mode()
    {
        if (Single("processing") is not { } name)
        {
            return null;
        }

        if (ProcessingModes.TryParse(name, out var mode))
        {
            return mode;
        }

        Refusal ??= Problem.ParameterInvalid.Because("processing must be fix or strict.");
        return null;
    }

    /// <summary>How long the client is ready to wait.</summary>
    public TimeSpan Wait()
    {
        if (Single("wait") is not { } text)
        {
            return TimeSpan.FromSeconds(60);
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostWait)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Refusal ??= Problem.ParameterInvalid.Because($"wait must be a whole number of seconds from 0 to {MostWait}.");
        return default;
    }

    public bool Has(string name) => context.Request.Query.ContainsKey(name);

    private string? Single(string name)
    {
        var values = context.Request.Query[name];
        if (values.Count > 1)
        {
            Refusal ??= Problem.ParameterInvalid.Because($"{name} is given {values.Count} times; once is accepted.");
        }

        return values.Count == 0 ? null : values[0];
    }

    private Media? Find(string? text)
    {
        if (MediaId.TryParse(text, out var id) && context.RequestServices.GetRequiredService<MediaCatalog>().Find(id) is { } media)
        {
            return media;
        }

        Refusal ??= Problem.MediaNotFound.Because("No media has this id.");
        return null;
    }
}
