namespace MediaNode.Business;

/// <summary>The business's own number, digits only, from the setting WhatsApp:Number.</summary>
internal sealed record WaId(string Digits);
