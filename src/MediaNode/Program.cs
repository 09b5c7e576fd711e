using MediaNode.Cli;
using MediaNode.Hosting;

return await CommandLine.RunAsync(args, Serve.RunAsync, CancellationToken.None);
