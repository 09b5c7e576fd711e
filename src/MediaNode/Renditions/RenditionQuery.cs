using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Wire;

namespace MediaNode.Renditions;

/// <summary>Reads the parameters that these calls share.</summary>
/// <param name="context">The request.</param>
/// <param name="known">The parameters that the call has.</param>
internal sealed class RenditionQuery(HttpContext context, params string[] known) : QueryReader(context.Request.Query, known)
{
    private const int MostWait = 600;

    private static readonly string _kinds = string.Join(", ", Kinds.All.Select(Kinds.NameOf));

    /// <returns>The media of the path, or null, and then <see cref="QueryReader.Refusal"/> says so.</returns>
    public Media? Media() => Find(context.GetRouteValue("id") as string);

    /// <returns>The media that <c>media_id</c> names.</returns>
    public Media? MediaOfParameter() => Single("media_id") is { } text ? Find(text) : null;

    public Kind? Kind(string? name) => Kinds.Find(name) ?? Refuse<Kind?>($"kind must be one of {_kinds}.");

    /// <returns>Null when none is named.</returns>
    public Kind? OptionalKind() => Single("kind") is { } name ? Kind(name) : null;

    public Kind? RequiredKind() => Single("kind") is { } name ? Kind(name)
        : Refuse<Kind?>(Problem.ParameterMissing.Because($"kind says what the media is to be sent as: one of {_kinds}."));

    /// <returns>Null when the policy's own holds.</returns>
    public ProcessingMode? Mode() => Single("processing") is not { } name ? null
        : ProcessingModes.TryParse(name, out var mode) ? mode
        : Refuse<ProcessingMode?>("processing must be fix or strict.");

    /// <summary>How long the client is ready to wait.</summary>
    public TimeSpan Wait() => Single("wait") is not { } text ? TimeSpan.FromSeconds(60)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostWait ? TimeSpan.FromSeconds(seconds)
        : Refuse<TimeSpan>($"wait must be a whole number of seconds from 0 to {MostWait}.");

    public bool Has(string name) => context.Request.Query.ContainsKey(name);

    private Media? Find(string? text) =>
        MediaId.TryParse(text, out var id) && context.RequestServices.GetRequiredService<MediaCatalog>().Find(id) is { } media ? media
        : Refuse<Media?>(Problem.MediaNotFound.Because("No media has this id."));
}
