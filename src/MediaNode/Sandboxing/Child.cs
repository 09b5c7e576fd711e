using System.ComponentModel;
using System.IO.Pipes;

namespace MediaNode.Sandboxing;

/// <summary>How a child process ended.</summary>
/// <param name="Code">Its exit code, or 128 and the signal.</param>
/// <param name="Cpu">Processor time, with all of its descendants that were waited for.</param>
internal sealed record ChildExit(int Code, TimeSpan Cpu);

/// <summary>A child process in a session of its own, with a thread that starts it and waits for it.</summary>
/// <remarks>
/// Not <see cref="System.Diagnostics.Process"/>, for three reasons. <c>--die-with-parent</c> means the thread that started the child: one of
/// the pool may go at any time, and the child with it. Only a session of its own can be killed whole. And the kernel tells the processor
/// time of a child once, to who waits for it.
/// </remarks>
internal sealed partial class Child : IDisposable
{
    private const int NoSuchProcess = 0;

    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In, HandleInheritability.None);
    private readonly AnonymousPipeServerStream _error = new(PipeDirection.In, HandleInheritability.None);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ChildExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _reaping = new();
    private int _id = NoSuchProcess;

    private Child()
    {
    }

    public Stream Output => _output;

    public Stream Error => _error;

    public Task<ChildExit> Exited => _exited.Task;

    /// <param name="command">The program's full path, and its arguments.</param>
    /// <param name="environment">The whole of it, as <c>NAME=value</c>.</param>
    /// <param name="directory">Its working directory.</param>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static async Task<Child> StartAsync(IReadOnlyList<string> command, IReadOnlyList<string> environment, string directory)
    {
        var child = new Child();
        var thread = new Thread(() => child.Live(command, environment, directory), maxStackSize: 256 << 10)
        {
            IsBackground = true,
            Name = "child process",
        };
        thread.Start();
        try
        {
            await child._started.Task;
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Kills the session, at once. What has ended already is not touched, nor whoever has its number now.</summary>
    public void Kill()
    {
        lock (_reaping)
        {
            if (_id != NoSuchProcess)
            {
                _ = SendSignal(-_id, Sigkill);
            }
        }
    }

    public void Dispose()
    {
        Kill();
        _output.Dispose();
        _error.Dispose();
    }

    private void Live(IReadOnlyList<string> command, IReadOnlyList<string> environment, string directory)
    {
        int id;
        try
        {
            var (output, error) = (_output.ClientSafePipeHandle, _error.ClientSafePipeHandle);
            id = Spawn(command, environment, directory, (int)output.DangerousGetHandle(), (int)error.DangerousGetHandle());
            // Ours of the writing ends must go, or the reading ends never see the end.
            _output.DisposeLocalCopyOfClientHandle();
            _error.DisposeLocalCopyOfClientHandle();
        }
        catch (Win32Exception failure)
        {
            _started.SetException(failure);
            return;
        }

        lock (_reaping)
        {
            _id = id;
        }

        _started.SetResult();
        AwaitExit(id);
        lock (_reaping)
        {
            // What it left running goes with it; as long as it was not reaped, the session's number is nobody else's.
            _ = SendSignal(-id, Sigkill);
            // From here on it may be another process's.
            _id = NoSuchProcess;
            _exited.SetResult(Reap(id));
        }
    }
}
