namespace MediaNode.Cli;

/// <summary>What a verb tells the shell. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The node said no, a file is missing, the node cannot be reached.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>It was done, and the output tells what of it is missing or damaged.</summary>
    public const int Incomplete = 3;

    public const int Interrupted = 130; // What shells report for a program ended by Ctrl-C.
}
