using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using MediaNode.Benchmarks;

// dotnet run -c Release --project bench/MediaNode.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(SealingBenchmark).Assembly)
    .Run(args, DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks")));
