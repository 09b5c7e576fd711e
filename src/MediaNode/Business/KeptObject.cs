using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNode.Problems;

namespace MediaNode.Business;

/// <summary>The settings of one subject, in memory and in their row.</summary>
internal sealed class KeptObject(SettingRows rows, string name, SettingTable table)
{
    // Never changed once it is here, so that whoever reads needs no lock.
    private volatile JsonObject _kept = JsonTree.Read(rows.Read(name));

    public SettingTable Table => table;

    /// <summary>Only what was set.</summary>
    public JsonObject Kept => _kept;

    /// <summary>With the defaults of what was not.</summary>
    public JsonObject Whole => table.Whole(_kept);

    /// <param name="given">By a client.</param>
    /// <param name="whyNot">Asked about what would be kept, beside what is kept now.</param>
    /// <returns>Null when it is merged and durable; otherwise why nothing changed.</returns>
    public Task<Refusal?> MergeAsync(JsonElement given, Func<JsonObject, JsonObject, Refusal?>? whyNot = null) => rows.ChangeAsync(async () =>
    {
        var (kept, refusal) = table.Merge(_kept, given);
        refusal ??= whyNot?.Invoke(kept, _kept);
        if (refusal is null)
        {
            await rows.WriteAsync((name, JsonTree.Write(kept)));
            _kept = kept;
        }

        return refusal;
    });

    public Task ResetAsync() => rows.ChangeAsync(async () =>
    {
        await rows.WriteAsync((name, null));
        _kept = [];
        return true;
    });

    /// <summary>Takes what its row has now.</summary>
    public void Reload() => _kept = JsonTree.Read(rows.Read(name));
}
