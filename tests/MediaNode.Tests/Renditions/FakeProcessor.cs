using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Renditions;
using MediaNode.Sandboxing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Tests.Renditions;

/// <summary>A processor that counts, waits at a gate and says what it is told to; there are no tools, and no previews but one.</summary>
internal sealed class FakeProcessor : IProcessor, IPreviewer
{
    public const string ResultType = "image/jpeg";

    private int _runs;

    /// <summary>How often it was asked.</summary>
    public int Runs => Volatile.Read(ref _runs);

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Work goes on once this is done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What comes of it; by default a file of <see cref="Result"/>.</summary>
    public Func<Processed>? Instead { get; set; }

    public byte[] Result { get; set; } = Bytes.Random(5000);

    /// <summary>What is told of the progress before the gate.</summary>
    public double Told { get; set; }

    /// <summary>Why a preview cannot be made now.</summary>
    public Refusal? Missing { get; set; }

    /// <summary>What the decoder finds wrong when it is to show it.</summary>
    public Breach? Damage { get; set; }

    public Thumbnail? Thumbnail { get; set; } = new(Bytes.Random(300), 100, 75);

    public void Install(IServiceCollection services)
    {
        foreach (var real in services.Where(service => service.ServiceType == typeof(IProcessor) || service.ServiceType == typeof(IPreviewer)).ToList())
        {
            services.Remove(real);
        }

        services.AddSingleton<IProcessor>(this);
        services.AddSingleton<IPreviewer>(this);
    }

    public bool Takes(Kind kind) => true;

    public bool Takes(Source source, Kind kind) => Thumbnail is not null;

    public Task<Preview?> MakeTogetherAsync(Source source, Kind kind, CancellationToken cancellationToken) => Task.FromResult<Preview?>(null);

    public async Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        progress?.Report(Told);
        Entered.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        if (Instead is { } instead)
        {
            return instead();
        }

        await File.WriteAllBytesAsync(Path.Combine(scratch.Output, "result.jpg"), Result, cancellationToken);
        var facts = new MediaFacts
        {
            Container = Container.Jpeg,
            Type = ResultType,
            Length = Result.Length,
            Image = new ImageFacts { Width = 8, Height = 6 },
        };
        return new Processed.Made("result.jpg", facts, [.. plan.Steps.Select(step => new StepDone(step.Name, "done", TimeSpan.FromMilliseconds(7)))]);
    }

    public Task<Preview> MakeAsync(Source source, Kind kind, Scratch scratch, CancellationToken cancellationToken) =>
        Task.FromResult(new Preview(Missing is null && Damage is null ? Thumbnail : null, null)
        {
            Missing = Missing,
            Damage = Damage is null ? [] : [Damage],
        });
}
