using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MediaNode.Settings;

/// <summary>One setting: a property of a room's options class.</summary>
/// <param name="Key">As in appsettings.json and on the command line: <c>Uploads:MaxBytes</c>.</param>
/// <param name="Property">The property.</param>
/// <param name="Default">Its value when nothing is set.</param>
internal sealed record Setting(string Key, PropertyInfo Property, object? Default)
{
    public string Variable => "MEDIANODE_" + (Key.Contains(':', StringComparison.Ordinal)
        ? Key.Replace(":", "__", StringComparison.Ordinal)
        : Key.ToUpperInvariant());

    public string Description => Property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
}

/// <summary>Reads the options of every room, and finds every mistake in them at once.</summary>
internal static class SettingsBinder
{
    /// <summary>The settings of an options class, in the order they are written in.</summary>
    public static IEnumerable<Setting> Of(Type options)
    {
        var section = (string)options.GetField("Section")!.GetRawConstantValue()!;
        var defaults = Activator.CreateInstance(options)!;
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;
            yield return new Setting(section.Length == 0 ? name : $"{section}:{name}", property, property.GetValue(defaults));
        }
    }

    /// <summary>Fills an instance from configuration; what cannot be read or is out of bounds becomes a line in <paramref name="mistakes"/>.</summary>
    public static object Bind(Type type, IConfiguration configuration, ICollection<string> mistakes)
    {
        var options = Activator.CreateInstance(type)!;
        foreach (var setting in Of(type))
        {
            if (configuration[setting.Key] is not { } text)
            {
                continue;
            }

            object? value;
            try
            {
                value = TypeDescriptor.GetConverter(setting.Property.PropertyType).ConvertFromString(null, CultureInfo.InvariantCulture, text);
            }
            catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or NotSupportedException or OverflowException)
            {
                mistakes.Add($"{setting.Key} = {Shown(setting, text)}: {Reason(unreadable, setting)}");
                continue;
            }

            setting.Property.SetValue(options, value);
            foreach (var rule in setting.Property.GetCustomAttributes<ValidationAttribute>())
            {
                if (!rule.IsValid(value))
                {
                    mistakes.Add($"{setting.Key} = {Shown(setting, text)}: {Must(rule)}");
                }
            }
        }

        return options;
    }

    /// <summary>What a rule accepts, for the table and for messages.</summary>
    public static string Must(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => $"must be between {range.Minimum} and {range.Maximum}",
        _ => rule.FormatErrorMessage(""),
    };

    private static string Reason(Exception unreadable, Setting setting) => setting.Property.PropertyType switch
    {
        { } type when type == typeof(ByteSize) => "write a size like 100 MB, 64 KB or 1048576",
        { } type when type == typeof(TimeSpan) => "write a time like 7.00:00:00 (seven days) or 00:05:00 (five minutes)",
        { } type when type == typeof(int) => "write a whole number",
        { } type when type == typeof(bool) => "write true or false",
        { IsEnum: true } type => $"write one of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}",
        _ => unreadable.Message,
    };

    private static string Shown(Setting setting, string text) =>
        setting.Key is "ADMIN_PASSWORD" or "Access:ApiKey" ? "(not shown)" : $"'{text}'";
}
