using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Messages.Checks;

namespace MediaNode.Messages;

/// <summary>What the room adds to the node: its parts and its routes.</summary>
internal static class MessagesRoom
{
    public static void AddMessages(this IServiceCollection services)
    {
        services.AddSingleton<MessageCatalog>();
        services.AddSingleton<LinkCatalog>();
        services.AddSingleton<SendBells>();
        services.AddSingleton<SendableMedia>();
        services.AddSingleton<Acceptance>();
        services.AddSingleton<LinkStories>();
        services.AddSingleton<MessageStory>();
        services.AddSingleton<MessageChecks>();
    }

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapSends();
        routes.MapReads();
        routes.MapContacts();
        routes.MapMessageList();
        routes.MapMessageChecks();
    }
}
