namespace MediaNode.Lifecycle;

/// <summary>One durable move of rows. Its work lies in the catalogue, so it may stop at any moment and go on after a restart.</summary>
internal interface IStage
{
    /// <summary>For the log.</summary>
    string Name { get; }

    /// <summary>Works until it is told to stop.</summary>
    Task RunAsync(CancellationToken stopping);
}
