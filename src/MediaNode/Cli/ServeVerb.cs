using System.CommandLine;

namespace MediaNode.Cli;

/// <summary><c>serve</c>: hands the rest of the command line to the node, which knows and checks its settings itself.</summary>
internal static class ServeVerb
{
    public const string Name = "serve";

    public static Verb Build(IReadOnlyList<string> args, Func<string[], CancellationToken, Task<int>> serve)
    {
        // Nothing is read here: the declarations make the help and catch a missing value; the node gets the raw arguments.
        var command = new Verb(
            Name,
            "Run the node until it is stopped. Every setting can be given as --Section:Key=value.",
            "medianode serve",
            "medianode serve --urls http://127.0.0.1:9000 --data /srv/media",
            "medianode serve --Uploads:MaxBytes=67108864")
        {
            new Argument<string[]>("SETTING") { Description = "Any setting, as --Section:Key=value.", Arity = ArgumentArity.ZeroOrMore },
            new Option<string>("--urls") { Description = "Where to listen; port 0 takes a free one.", HelpName = "URL" },
            new Option<string>("--simulator-urls") { Description = "Where the simulator of WhatsApp's side listens, which is started with the node.", HelpName = "URL" },
            new Option<string>("--data") { Description = "The directory that keeps the media and the catalogue.", HelpName = "DIR" },
        };
        command.SetAction((_, cancellationToken) =>
            serve([.. args.SkipWhile(arg => arg != Name).Skip(1)], cancellationToken));
        return command;
    }
}
