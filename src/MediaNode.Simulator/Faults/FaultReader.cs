using System.Text.Json;
using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Faults;

/// <summary>Reads one fault of <c>PUT /sim/faults</c>.</summary>
/// <remarks>Whatever it does not know, it refuses: a fault that silently never happens proves nothing.</remarks>
/// <param name="hosts">The media servers that there are.</param>
internal sealed class FaultReader(IReadOnlyList<string> hosts)
{
    private const int MostTimes = 1_000_000;
    private const int MostRetryAfter = 86_400;
    private const int DefaultRetryAfter = 1;

    // What WhatsApp says of a number without an account, the commonest of its refusals.
    private const int DefaultCode = 1013;

    private static readonly FaultPoint[] _points = Enum.GetValues<FaultPoint>();

    /// <exception cref="RefusedException">It is no fault that can happen.</exception>
    public Fault Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new RefusedException($"A fault is {json.GetRawText()}; it must be an object with a \"type\".");
        }

        var type = TypeOf(json);
        foreach (var member in json.EnumerateObject())
        {
            CheckName(member.Name, type);
        }

        return new Fault
        {
            Type = type.Name,
            On = PointOf(json, type),
            Host = HostOf(json),
            From = FromOf(json),
            Times = (int?)Number(json, "times", 0, MostTimes),
            Probability = ProbabilityOf(json),
            AtByte = type.Name == FaultType.Cut ? OwnNumber(json, type, 0, long.MaxValue) : null,
            BytesPerSecond = type.Name == FaultType.Slow ? (int)OwnNumber(json, type, 1, int.MaxValue) : null,
            RetryAfter = type.Name == FaultType.TooManyRequests ? (int)OwnNumber(json, type, 0, MostRetryAfter, DefaultRetryAfter) : null,
            Code = type.Name == FaultType.Reject ? (int)OwnNumber(json, type, 1, int.MaxValue, DefaultCode) : null,
            Delay = type.Name == FaultType.LateReceipt ? DelayOf(json) ?? throw Missing(type) : null,
        };
    }

    private static FaultType TypeOf(JsonElement json)
    {
        var found = json.TryGetProperty("type", out var member) ? member.GetRawText() : "missing";
        return FaultType.Find(Text(member))
            ?? throw new RefusedException($"The \"type\" of a fault is {found}; there are {List(FaultType.All.Select(type => type.Name))}.");
    }

    private static void CheckName(string name, FaultType type)
    {
        List<string> known = ["type", "on", "times", "probability"];
        if (type.IsAtHosts)
        {
            known.Add("host");
        }

        if (type.Points.Contains(FaultPoint.Download))
        {
            known.Add("from");
        }

        if (type.Own is { } own)
        {
            known.Add(own);
        }

        if (!known.Contains(name))
        {
            throw new RefusedException($"The fault {type.Name} has no member \"{name}\"; it has {List(known)}.");
        }
    }

    private static FaultPoint? PointOf(JsonElement json, FaultType type)
    {
        if (!json.TryGetProperty("on", out var member))
        {
            return null;
        }

        foreach (var point in _points)
        {
            if (Text(member) == FaultJson.NameOf(point) && type.Points.Contains(point))
            {
                return point is FaultPoint.Upload or FaultPoint.Download || !json.TryGetProperty("host", out _)
                    ? point
                    : throw new RefusedException($"A fault on {FaultJson.NameOf(point)} is at no media server, so it has no \"host\".");
            }
        }

        throw new RefusedException(
            $"\"on\" is {member.GetRawText()}; the fault {type.Name} can happen on {List(type.Points.Select(FaultJson.NameOf))}.");
    }

    private string? HostOf(JsonElement json)
    {
        if (!json.TryGetProperty("host", out var member))
        {
            return null;
        }

        return Text(member) is { } host && hosts.Contains(host)
            ? host
            : throw new RefusedException($"\"host\" is {member.GetRawText()}; there are {List(hosts)}.");
    }

    private static string? FromOf(JsonElement json)
    {
        if (!json.TryGetProperty("from", out var member))
        {
            return null;
        }

        if (!json.TryGetProperty("on", out var on) || Text(on) != FaultJson.NameOf(FaultPoint.Download))
        {
            throw new RefusedException("A fault has \"from\" only with \"on\":\"download\".");
        }

        return Text(member) is Fault.OfNode or Fault.OfPhone
            ? Text(member)
            : throw new RefusedException($"\"from\" is {member.GetRawText()}; it must be {Fault.OfNode} or {Fault.OfPhone}.");
    }

    private static TimeSpan? DelayOf(JsonElement json)
    {
        if (!json.TryGetProperty("delay", out var member))
        {
            return null;
        }

        return TimeSpanText.TryParse(Text(member), out var delay)
            ? delay
            : throw new RefusedException($"\"delay\" is {member.GetRawText()}; it must be {TimeSpanText.Accepted}.");
    }

    private static double ProbabilityOf(JsonElement json)
    {
        if (!json.TryGetProperty("probability", out var member))
        {
            return 1;
        }

        return member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var probability) && probability is > 0 and <= 1
            ? probability
            : throw new RefusedException($"\"probability\" is {member.GetRawText()}; it must be a number above 0 and at most 1.");
    }

    private static long? Number(JsonElement json, string name, long least, long most)
    {
        if (!json.TryGetProperty(name, out var member))
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw new RefusedException($"\"{name}\" is {member.GetRawText()}; it must be a whole number from {least} to {most}.");
    }

    private static long OwnNumber(JsonElement json, FaultType type, long least, long most, long? usual = null) =>
        Number(json, type.Own!, least, most) ?? usual ?? throw Missing(type);

    private static RefusedException Missing(FaultType type) => new($"The fault {type.Name} needs \"{type.Own}\".");

    private static string? Text(JsonElement member) => member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static string List(IEnumerable<string> names) => string.Join(", ", names);
}
