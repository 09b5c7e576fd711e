using System.Net;
using System.Text.Json;
using MediaNode.Catalog;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace MediaNode.Tests.Reconciling;

/// <summary>What tests ask of a node that holds rows and files against each other.</summary>
internal static class TruthNode
{
    /// <summary>Reconciles, and waits until it is over.</summary>
    public static async Task<JsonElement> ReconcileAsync(this TestNode node, string how = "{}", string ends = "complete")
    {
        using var begun = await node.SendJsonAsync(HttpMethod.Post, "/api/reconcile", how);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        await node.EndedAsync(PassKind.Reconcile, (await begun.JsonAsync()).GetProperty("reconcile").GetProperty("id").GetInt64());
        using var told = await node.GetAsync("/api/reconcile");
        var pass = (await told.JsonAsync()).GetProperty("reconcile");
        pass.GetProperty("status").GetString().ShouldBe(ends, pass.ToString());
        return pass;
    }

    public static Task EndedAsync(this TestNode node, PassKind kind, long id = 1) => Eventually.HoldsAsync(
        () => node.Part<PassCatalog>().Last(kind) is { EndedAt: not null } pass && pass.Id >= id, $"{kind} {id} ended");

    /// <summary>The subjects of a finding; empty when there was none.</summary>
    public static string[] Found(this JsonElement pass, string finding) =>
    [
        .. pass.GetProperty("findings").EnumerateArray().Where(row => row.GetProperty("finding").GetString() == finding)
            .SelectMany(row => row.GetProperty("first").EnumerateArray()).Select(row => row.GetProperty("subject").GetString()!).Order(),
    ];

    public static long Count(this JsonElement pass, string finding) => pass.GetProperty("findings").EnumerateArray()
        .Where(row => row.GetProperty("finding").GetString() == finding).Sum(row => row.GetProperty("count").GetInt64());

    /// <summary>Turns one bit, as a disk does.</summary>
    public static void Flip(string path, Random? random = null)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var at = random?.NextInt64(RandomAccess.GetLength(file)) ?? 0;
        Span<byte> one = stackalloc byte[1];
        RandomAccess.Read(file, one, at);
        one[0] ^= 4;
        RandomAccess.Write(file, one, at);
    }

    /// <summary>A clock that stands at the machine's time: the times of files are by that.</summary>
    public static FakeTimeProvider Clock() => new(TimeProvider.System.GetUtcNow());
}
