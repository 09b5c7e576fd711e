namespace MediaNode.Business;

/// <summary>Where webhooks may go. The room that sends them knows; a test may know otherwise.</summary>
internal interface IWebhookPlaces
{
    /// <param name="url">Absolute, http or https.</param>
    /// <returns>Why none may go there, with the setting that would let them; null when they may, as far as can be said without asking for its name.</returns>
    string? WhyNot(Uri url);
}
