using System.Reflection;
using System.Text.RegularExpressions;
using MediaNode.Problems;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Problems;

public partial class ProblemCatalogueTests
{
    // The codes and titles of the On-Premises API that the node uses.
    private static readonly Dictionary<int, string> _titles = new()
    {
        [1001] = "Message too long",
        [1002] = "Invalid recipient type",
        [1005] = "Access denied",
        [1006] = "Resource not found",
        [1008] = "Required parameter is missing",
        [1009] = "Parameter value is not valid",
        [1010] = "Parameter is not required",
        [1011] = "Service not ready",
        [1014] = "Internal error",
        [1015] = "Too many requests",
        [1016] = "System overloaded",
        [1021] = "Bad User",
        [1023] = "Database error occurred",
        [1024] = "Password Change Required",
        [1025] = "Invalid Request",
        [2008] = "Template Media Format Unsupported",
    };

    [Fact]
    public void The_page_of_errors_is_what_the_code_says() =>
        File.ReadAllText(Repository.File("docs", "errors.md")).ShouldBe(ProblemsPage.Write(), "run ./medianode docs");

    [Fact]
    public void Every_problem_of_the_catalogue_is_listed_once()
    {
        var declared = typeof(Problem).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Problem)).Select(field => (Problem)field.GetValue(null)!);

        Problem.All.ShouldBe(declared, ignoreOrder: true);
    }

    [Fact]
    public void Every_problem_is_used_somewhere()
    {
        var used = Repository.Sources("src", "MediaNode")
            .Where(path => !path.EndsWith("Problems/Problem.cs", StringComparison.Ordinal))
            .SelectMany(path => Use().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .ToHashSet();

        typeof(Problem).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Problem)).Select(field => field.Name)
            .Except(used).ShouldBeEmpty();
    }

    [Fact]
    public void Every_problem_has_a_name_of_its_own_fit_for_a_URN()
    {
        Problem.All.Select(problem => problem.Slug).ShouldBeUnique();
        Problem.All.ShouldAllBe(problem => Slug().IsMatch(problem.Slug));
    }

    [Fact]
    public void Every_code_has_the_originals_title() =>
        Problem.All.Where(problem => !_titles.TryGetValue(problem.Code, out var title) || title != problem.Title).ShouldBeEmpty();

    [Fact]
    public void Those_who_are_to_come_back_are_told_when()
    {
        Problem.All.Where(problem => problem.Status is 429 or 503).ShouldAllBe(problem => problem.RetryAfter > 0);
        Problem.All.Where(problem => problem.Status is not (429 or 503)).ShouldAllBe(problem => problem.RetryAfter == 0);
    }

    [Fact]
    public void Every_problem_says_when_it_happens_in_words_that_fit_a_table() =>
        Problem.All.ShouldAllBe(problem => problem.Meaning.Length > 10 && !problem.Meaning.Contains('|') && !problem.Meaning.Contains('\n'));

    [GeneratedRegex(@"\bProblem\.(\w+)")]
    private static partial Regex Use();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex Slug();
}
