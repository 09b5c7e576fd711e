using System.Text;
using Microsoft.AspNetCore.Identity;

namespace MediaNode.Business;

/// <summary>The PIN of two-step verification, asked for when the number is registered again. Kept only as PBKDF2.</summary>
internal sealed class TwoStepPin(SettingRows rows)
{
    private static readonly PasswordHasher<string> _hasher = new();

    /// <returns>Whether it could be a PIN: six digits.</returns>
    public static bool IsOne(string? pin) => pin is { Length: 6 } && pin.All(char.IsAsciiDigit);

    public Task SetAsync(string pin) =>
        rows.WriteAsync((SettingRows.TwoStep, Encoding.UTF8.GetBytes(_hasher.HashPassword(SettingRows.TwoStep, pin))));

    public Task RemoveAsync() => rows.WriteAsync((SettingRows.TwoStep, null));

    /// <returns>Whether none is set, or it is this one.</returns>
    public bool Admits(string? pin) => rows.Read(SettingRows.TwoStep) is not { } kept
        || (pin is not null && _hasher.VerifyHashedPassword(SettingRows.TwoStep, Encoding.UTF8.GetString(kept), pin) != PasswordVerificationResult.Failed);
}
