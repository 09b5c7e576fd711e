namespace MediaNode.Hosting;

/// <summary>Where in a data directory things are, whoever has it.</summary>
internal class DataPaths(string path)
{
    /// <summary>The file by which a node has the directory to itself.</summary>
    public const string LockName = "lock";

    public string Path => path;

    public string Catalogue => System.IO.Path.Combine(Path, "catalogue.db");

    public string Media => System.IO.Path.Combine(Path, "media");

    public string Scratch => System.IO.Path.Combine(Path, "scratch");

    /// <summary>The state of the simulator that is started with the node.</summary>
    public string Simulator => System.IO.Path.Combine(Path, "simulator");

    /// <summary>What media keys are wrapped by: a backup without it opens nothing that was sent.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>There while a restore into the directory is under way: no node starts on it.</summary>
    public string Restoring => System.IO.Path.Combine(Path, ".restoring");
}
