using System.Text.Json;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Faults;

/// <summary><c>/sim/faults</c>: shows, replaces and clears what is to go wrong.</summary>
internal sealed class FaultEndpoints(FaultBook book, FaultReader reader)
{
    private const int MostFaults = 1_000;

    // So many faults take a tenth of it.
    private const int MostBytes = 1 << 20;

    public Task ShowAsync(HttpContext context)
    {
        var (seed, faults) = book.Show();
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteNumber("seed"u8, seed);
            json.WriteStartArray("faults"u8);
            foreach (var fault in faults)
            {
                FaultJson.Write(json, fault);
            }

            json.WriteEndArray();
        });
    }

    public async Task ReplaceAsync(HttpContext context)
    {
        using var body = await context.ReadObjectAsync(MostBytes);
        book.Replace(SeedOf(body.RootElement), FaultsOf(body.RootElement));

        await ShowAsync(context);
    }

    public Task ClearAsync(HttpContext context)
    {
        book.Replace(0, []);
        return ShowAsync(context);
    }

    private static long SeedOf(JsonElement body)
    {
        if (!body.TryGetProperty("seed", out var member))
        {
            return 0;
        }

        return member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var seed)
            ? seed
            : throw new RefusedException($"\"seed\" is {member.GetRawText()}; it must be a whole number of 64 bits.");
    }

    private List<Fault> FaultsOf(JsonElement body)
    {
        foreach (var member in body.EnumerateObject().Where(member => member.Name is not ("seed" or "faults")))
        {
            throw new RefusedException($"The body has a member \"{member.Name}\"; there are seed and faults.");
        }

        if (!body.TryGetProperty("faults", out var faults)
            || faults.ValueKind != JsonValueKind.Array
            || faults.GetArrayLength() > MostFaults)
        {
            throw new RefusedException($"The body must have an array \"faults\" of at most {MostFaults}.");
        }

        return [.. faults.EnumerateArray().Select(reader.Read)];
    }
}
