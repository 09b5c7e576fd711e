using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace MediaNode.Cli.Transfers;

/// <summary><c>media put | get | rm | ls | show | check</c>, and what they share.</summary>
internal sealed class MediaVerbs(CliHost host, NodeOptions options)
{
    public Verb Media() => new(
        "media",
        "Send media to a node, fetch it back, remove it, list it; ask whether WhatsApp would take it.",
        "medianode media put photo.jpg",
        "medianode media get 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10")
    {
        options.Url, options.Json,
        new PutVerb(host, options).Build(),
        new GetVerb(host, options).Build(),
        new RemoveVerb(options).Build(),
        new ListVerb(options).Build(),
        new ShowVerb(options).Build(),
        new CheckVerb(host, options).Build(),
    };

    public static Argument<string> OneId()
    {
        var id = new Argument<string>("ID") { Description = "The id that 'media put' printed." };
        id.Validators.Add(CheckIds);
        return id;
    }

    public static Argument<string[]> ManyIds()
    {
        var ids = new Argument<string[]>("ID") { Description = "The ids to remove.", Arity = ArgumentArity.OneOrMore };
        ids.Validators.Add(CheckIds);
        return ids;
    }

    public static Option<string?> Type(string description)
    {
        var type = new Option<string?>("--type") { Description = description, HelpName = "TYPE" };
        type.Validators.Add(result =>
        {
            if (result.GetValue(type) is { } given && !FileTypes.IsValid(given))
            {
                result.AddError("--type must be a media type such as image/jpeg.");
            }
        });
        return type;
    }

    public static void CheckIds(SymbolResult result)
    {
        // An id becomes part of an address and of a file's name: nothing in it may mean something to either.
        foreach (var token in result.Tokens)
        {
            if (token.Value.Length is 0 or > 128 || token.Value.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            {
                result.AddError($"'{token.Value}' is not a media id.");
            }
        }
    }

    public static string PathOf(string id) => $"v1/media/{id}";

    /// <summary>Throws unless the answer is a success; the node says nothing at all about an id it does not know, so we do.</summary>
    public static async Task RequireAsync(NodeClient node, HttpResponseMessage answer, string id, CancellationToken cancellationToken)
    {
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            throw new RefusedException(new Refusal(
                $"No media has the id {id}", Status: (int)HttpStatusCode.NotFound, Advice: "See: medianode media ls"));
        }

        await node.RequireAsync(answer, cancellationToken);
    }

    /// <summary>Does one thing after another, goes on after a refusal, and stops where all the rest would be refused alike.</summary>
    /// <returns>The first refusal, or <see langword="null"/> when everything was done.</returns>
    public static async Task<Refusal?> EachAsync<T>(
        IReadOnlyList<string> subjects, Output output, ICollection<T> results, Func<string, Task<T>> act, Func<string, Refusal, T> refused)
    {
        Refusal? first = null;
        for (var i = 0; i < subjects.Count; i++)
        {
            try
            {
                results.Add(await act(subjects[i]));
            }
            catch (RefusedException refusal)
            {
                first ??= refusal.Refusal;
                results.Add(refused(subjects[i], refusal.Refusal));
                output.Remark(subjects.Count == 1 ? refusal.Message : $"{subjects[i]}: {refusal.Message}");
                if (refusal.ConcernsAll)
                {
                    if (i + 1 < subjects.Count)
                    {
                        output.Remark($"The remaining {subjects.Count - i - 1} were not tried.");
                    }

                    break;
                }
            }
        }

        return first;
    }
}
