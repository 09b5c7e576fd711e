using System.CommandLine.Parsing;

namespace MediaNode.Cli;

/// <summary>Whether an option stands on the command line: the parser makes results for defaults too.</summary>
internal static class GivenOptions
{
    extension(OptionResult? result)
    {
        public bool IsGiven => result is { Implicit: false };
    }
}
