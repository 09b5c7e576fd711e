using System.Globalization;

namespace MediaNode.Webhooks;

/// <summary>What came of one attempt.</summary>
/// <param name="At">When it ended, by the node's clock.</param>
/// <param name="Status">The HTTP status; null when there was no answer.</param>
/// <param name="Took">From the beginning of the attempt to its end.</param>
/// <param name="Beginning">The first bytes of the answer, as text.</param>
/// <param name="Failure">Why there was no answer.</param>
internal sealed record WebhookAnswer(DateTimeOffset At, int? Status, TimeSpan Took, string Beginning, string? Failure)
{
    /// <summary>Nothing else counts: not 201, 202 or 204, as in the original.</summary>
    public bool Acknowledged => Status == StatusCodes.Status200OK;

    /// <summary>Why it has to be sent again.</summary>
    public string Reason => Failure ?? string.Create(CultureInfo.InvariantCulture, $"The receiver answered {Status}; only 200 acknowledges.");
}
