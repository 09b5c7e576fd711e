using MediaNode.Formats.Sealing;
using MediaNode.Upstreams;
using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MediaNode.Tests.Quarantining;

/// <summary>The real upstream, with gates before what goes out: a test holds a call where it wants to do something meanwhile.</summary>
internal sealed class HeldUpstream : IUpstream
{
    private IUpstream _real = null!;

    public Gate Sending { get; } = new();

    public Gate Lodging { get; } = new();

    public string Name => _real.Name;

    public int MostMessages => _real.MostMessages;

    public void Install(IServiceCollection services)
    {
        var real = services.Single(service => service.ServiceType == typeof(IUpstream)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton<IUpstream>(provider =>
        {
            _real = (IUpstream)real(provider);
            return this;
        }));
    }

    public async Task<LodgeOutcome> LodgeAsync(Lodging lodging, CancellationToken cancellationToken)
    {
        await Lodging.PassAsync(cancellationToken);
        return await _real.LodgeAsync(lodging, cancellationToken);
    }

    public async Task<SendOutcome> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        await Sending.PassAsync(cancellationToken);
        return await _real.SendAsync(messages, cancellationToken);
    }

    public Task<EventsOutcome> EventsAsync(long after, bool wait, CancellationToken cancellationToken) => _real.EventsAsync(after, wait, cancellationToken);

    public Task<CallOutcome> AnswerAsync(RedeliveryReply reply, CancellationToken cancellationToken) => _real.AnswerAsync(reply, cancellationToken);

    public Task<FetchOutcome> FetchAsync(InboundMedia media, BlobWriter into, CancellationToken cancellationToken) =>
        _real.FetchAsync(media, into, cancellationToken);

    public Task<CallOutcome> AskAgainAsync(string messageId, RedeliveryNote note, CancellationToken cancellationToken) =>
        _real.AskAgainAsync(messageId, note, cancellationToken);

    public Task<ContactsOutcome> CheckAsync(IReadOnlyList<string> inputs, CancellationToken cancellationToken) => _real.CheckAsync(inputs, cancellationToken);

    public Task<CallOutcome> MarkReadAsync(string messageId, CancellationToken cancellationToken) => _real.MarkReadAsync(messageId, cancellationToken);

    /// <summary>Open, until a test closes it.</summary>
    internal sealed class Gate
    {
        private TaskCompletionSource? _open;
        private TaskCompletionSource _reached = new();

        /// <summary>Completes when somebody stands before it.</summary>
        public Task Reached => _reached.Task;

        public void Close()
        {
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public void Open() => Interlocked.Exchange(ref _open, null)?.TrySetResult();

        public async Task PassAsync(CancellationToken cancellationToken)
        {
            if (_open is { } open)
            {
                _reached.TrySetResult();
                await open.Task.WaitAsync(cancellationToken);
            }
        }
    }
}
