using System.Net;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Tests.Durability;

/// <summary>Counts the steps of what is under test and does something at one of them: fail, or make the client go away.</summary>
internal sealed class FaultySteps
{
    /// <summary>How the names of the catalogue's steps begin.</summary>
    public const string RowStep = "row";

    private int _failAt;
    private int _taken;
    private string? _always;
    private Fault? _alwaysFault;
    private Action<string> _fault = _ => { };

    /// <summary>Whether the step was reached since it was armed.</summary>
    public bool Struck { get; private set; }

    /// <summary>The name of the step that was struck.</summary>
    public string At { get; private set; } = "nowhere";

    public void Arm(int failAt, Action<string> fault)
    {
        (_taken, Struck, _fault) = (0, false, fault);
        Volatile.Write(ref _failAt, failAt);
    }

    /// <summary>Fails whenever the step of this name is taken.</summary>
    public void ArmAt(string name, Fault fault) => (_always, _alwaysFault) = (name, fault);

    /// <summary>Fails at a step as the disk or the catalogue would there.</summary>
    public void Arm(int failAt, Fault fault) => Arm(failAt, step => throw fault.At(step));

    public void Disarm() => Volatile.Write(ref _failAt, 0);

    public void Take(string step)
    {
        if (step == _always)
        {
            throw _alwaysFault!.At(step);
        }

        if (Volatile.Read(ref _failAt) == 0)
        {
            return;
        }

        if (Struck && step == At && step.StartsWith(RowStep, StringComparison.Ordinal))
        {
            // The catalogue tries again when the disk is full, and the disk is as full as before.
            _fault(step);
        }
        else if (Interlocked.Increment(ref _taken) == _failAt)
        {
            (Struck, At) = (true, step);
            _fault(step);
        }
    }
}

/// <summary>What goes wrong, as the volume and as the catalogue would say it, and what a client is told.</summary>
internal sealed record Fault(string Name, int VolumeError, int CatalogueError, HttpStatusCode Status)
{
    public static readonly Fault Full = new("full", Posix.Error.NoSpace, 13, HttpStatusCode.InsufficientStorage);
    public static readonly Fault Broken = new("broken", Posix.Error.IO, 10, HttpStatusCode.InternalServerError);
    public static readonly Fault ReadOnly = new("read-only", Posix.Error.ReadOnlyFileSystem, 8, HttpStatusCode.InternalServerError);

    public Exception At(string step) => step.StartsWith(FaultySteps.RowStep, StringComparison.Ordinal)
        ? new SqliteException("Injected", CatalogueError)
        : new IOException("Injected", VolumeError);

    public static Fault Named(string name) => new[] { Full, Broken, ReadOnly }.Single(fault => fault.Name == name);
}
