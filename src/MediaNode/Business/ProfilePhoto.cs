using System.Globalization;
using MediaNode.Formats.Images;
using MediaNode.Formats.Inspection;
using MediaNode.Problems;

namespace MediaNode.Business;

/// <summary>The picture that users see beside the business's name, as it was sent.</summary>
internal static class ProfilePhoto
{
    /// <summary>The most bytes: what Meta's documents give for it, and small enough for a row.</summary>
    public const int MaxBytes = 5 << 20;

    /// <returns>Null for a whole JPEG.</returns>
    public static Refusal? WhyNot(byte[] bytes) =>
        bytes.Length > MaxBytes ? Problem.BodyTooLarge.Because(string.Create(CultureInfo.InvariantCulture, $"The photo may have {MaxBytes} bytes."))
        : JpegReader.TryRead(new MemorySource(bytes)) is not { } facts ? Problem.ParameterInvalid.Because("The photo is not a JPEG file, which alone is accepted.")
        : facts.Damage is { } damage ? Problem.ParameterInvalid.Because($"The photo is damaged: {damage} A whole JPEG file is accepted.")
        : null;
}
