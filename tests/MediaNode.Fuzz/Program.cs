using System.Globalization;
using MediaNode.Fuzz;

const string Usage = "usage: MediaNode.Fuzz [target] [--seconds N] [--seed N]";

var seconds = 10;
var seed = Random.Shared.Next();
var targets = FuzzTarget.All;

for (var i = 0; i < args.Length; i++)
{
    var number = 0;
    var numbered = i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    switch (args[i])
    {
        case "--seconds" when numbered:
            (seconds, i) = (number, i + 1);
            break;
        case "--seed" when numbered:
            (seed, i) = (number, i + 1);
            break;
        case var name when FuzzTarget.All.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } target:
            targets = [target];
            break;
        default:
            Console.Error.WriteLine($"{Usage}\ntargets: {string.Join(' ', FuzzTarget.All)}");
            return 2;
    }
}

var broken = false;
foreach (var target in targets)
{
    var result = Fuzzer.Run(target, seed, TimeSpan.FromSeconds(seconds), TimeProvider.System);
    Console.WriteLine(result);
    broken |= result is FuzzResult.Found;
}

return broken ? 1 : 0;
