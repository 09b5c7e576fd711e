using MediaNode.Catalog;
using MediaNode.Lifecycle;

namespace MediaNode.Sending;

/// <summary>What the room adds to the node.</summary>
internal static class SendingRoom
{
    public static void AddSending(this IServiceCollection services)
    {
        services.AddSingleton<SendQueue>();
        services.AddSingleton<IStage, PrepareStage>();
        services.AddSingleton<IStage, SendStage>();
        services.AddSingleton<IStage, GiveUpStage>();
    }
}
