using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MediaNode.Cli;

/// <summary>A verb whose help ends with examples. Its parent lists it by its description alone.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>The verbs that lead here, as one types them.</summary>
    public static string PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult command)
            {
                names.Push(command.Command.Name);
            }
        }

        return string.Join(' ', names);
    }

    /// <summary>The help option of the whole tree.</summary>
    public static HelpOption Help()
    {
        var help = new HelpOption();
        help.Action = new WithExamples((HelpAction)help.Action!);
        return help;
    }

    private sealed class WithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        // Help is an answer, not a remedy: what else is wrong with the line does not matter.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is Verb verb)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var example in verb.Examples)
                {
                    output.WriteLine($"  {example}");
                }
            }

            return ExitCode.Ok;
        }
    }

    private IReadOnlyList<string> Examples => examples;
}
