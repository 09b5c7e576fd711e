using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MediaNode.Sandboxing;

/// <content>The calls of the C library (POSIX.1-2017: posix_spawn; wait4 for the processor time).</content>
internal sealed unsafe partial class Child
{
    private const int Sigkill = 9;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int ById = 1; // P_PID
    private const int HasExited = 4; // WEXITED
    private const int LeaveWaitable = 0x1000000; // WNOWAIT
    private const nuint Room = 1024; // More than any C library's opaque types here take: glibc 336, 128 and 80 bytes.

    private static int Spawn(IReadOnlyList<string> command, IReadOnlyList<string> environment, string directory, int output, int error)
    {
        var attributes = NativeMemory.AllocZeroed(Room);
        var actions = NativeMemory.AllocZeroed(Room);
        var signals = NativeMemory.AllocZeroed(Room);
        var argv = Strings(command);
        var envp = Strings(environment);
        try
        {
            Check(AttributesInit(attributes), command[0]);
            Check(ActionsInit(actions), command[0]);
            // The node ignores SIGPIPE and blocks what it likes; a child begins as from a shell.
            _ = FillSignals(signals);
            Check(AttributesSetDefaults(attributes, signals), command[0]);
            _ = EmptySignals(signals);
            Check(AttributesSetMask(attributes, signals), command[0]);
            Check(AttributesSetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession), command[0]);
            Check(ActionsAddOpen(actions, 0, "/dev/null", 0, 0), command[0]);
            Check(ActionsAddDup(actions, output, 1), command[0]);
            Check(ActionsAddDup(actions, error, 2), command[0]);
            Check(ActionsAddChdir(actions, directory), directory);
            int id;
            Check(PosixSpawn(&id, command[0], actions, attributes, argv, envp), command[0]);
            return id;
        }
        finally
        {
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
            NativeMemory.Free(attributes);
            NativeMemory.Free(actions);
            NativeMemory.Free(signals);
            Free(argv);
            Free(envp);
        }
    }

    private static void AwaitExit(int id)
    {
        var info = stackalloc byte[128];
        while (WaitId(ById, id, info, HasExited | LeaveWaitable) != 0 && Marshal.GetLastPInvokeError() == 4)
        {
            // Interrupted by a signal of the node's own.
        }
    }

    private static ChildExit Reap(int id)
    {
        // struct rusage begins with user and system time, seconds and microseconds each.
        var usage = stackalloc long[32];
        int status;
        _ = Wait4(id, &status, 0, usage);
        var signal = status & 0x7f;
        var code = signal != 0 ? 128 + signal : (status >> 8) & 0xff;
        return new ChildExit(code, TimeSpan.FromMicroseconds(((usage[0] + usage[2]) * 1_000_000) + usage[1] + usage[3]));
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new Win32Exception(error, $"{what}: {new Win32Exception(error).Message}");
        }
    }

    private static byte** Strings(IReadOnlyList<string> values)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)values.Count + 1, (nuint)sizeof(byte*));
        for (var at = 0; at < values.Count; at++)
        {
            array[at] = (byte*)Marshal.StringToCoTaskMemUTF8(values[at]);
        }

        return array;
    }

    private static void Free(byte** strings)
    {
        for (var at = 0; strings[at] is not null; at++)
        {
            Marshal.FreeCoTaskMem((nint)strings[at]);
        }

        NativeMemory.Free(strings);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(int* id, string path, void* actions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int AttributesSetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int AttributesSetMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSignals(void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ActionsAddOpen(void* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int ActionsAddDup(void* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ActionsAddChdir(void* actions, string path);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int kind, int id, void* info, int options);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait4(int id, int* status, int options, void* usage);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int id, int signal);
}
