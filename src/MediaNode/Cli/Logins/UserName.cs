using System.CommandLine;
using System.CommandLine.Parsing;

namespace MediaNode.Cli.Logins;

/// <summary>What can be a user's name on the wire at all; the node has the last word on the rest.</summary>
internal static class UserName
{
    public static Argument<string> Argument()
    {
        var name = new Argument<string>("NAME") { Description = "The user's name: 4 to 32 characters." };
        name.Validators.Add(result => Check(result, result.GetValue(name)));
        return name;
    }

    public static void Check(SymbolResult result, string? name)
    {
        // A colon ends the name in a Basic login; "." and ".." would be eaten by the address.
        if (string.IsNullOrWhiteSpace(name) || name is "." or ".." || name.Any(c => c is ':' or '/' || char.IsControl(c)))
        {
            result.AddError("A user's name cannot be empty, '.' or '..', nor hold ':', '/' or control characters.");
        }
    }
}
