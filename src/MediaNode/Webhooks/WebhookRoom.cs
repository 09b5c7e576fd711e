using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Lifecycle;

namespace MediaNode.Webhooks;

/// <summary>What the room adds to the node.</summary>
internal static class WebhookRoom
{
    /// <param name="services">The node's parts.</param>
    /// <param name="machine">The clock of the machine, for the receiver's deadline.</param>
    public static void AddWebhooks(this IServiceCollection services, TimeProvider machine)
    {
        services.AddSingleton<WebhookBell>();
        services.AddSingleton<WebhookStanding>();
        services.AddSingleton<WebhookPace>();
        services.AddSingleton(provider => Events(
            provider.GetRequiredService<IApplicationSettings>(), provider.GetRequiredService<WebhookBell>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWebhookPlaces, WebhookPlaces>();
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WebhookSender>(
            provider, provider.GetRequiredService<TimeProvider>(), machine));
        services.AddSingleton<WebhookStage>();
        services.AddSingleton<IStage>(provider => provider.GetRequiredService<WebhookStage>());
        services.AddSingleton<IStage, DeadLetterStage>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapWebhookStanding();
        routes.MapDeadLetters();
        routes.MapWebhookSchema();
    }

    /// <summary>Whoever writes the first event finds the settings heeded, whichever part of the node that is.</summary>
    private static WebhookEvents Events(IApplicationSettings settings, WebhookBell bell, TimeProvider clock)
    {
        var events = new WebhookEvents(clock) { Wish = WishOf(settings.Current) };
        events.Written += bell.Door.Ring;
        settings.Changed += () =>
        {
            events.Wish = WishOf(settings.Current);
            bell.Door.Ring();
        };
        return events;
    }

    private static WebhookWish? WishOf(ApplicationSettings settings) =>
        settings.WebhookUrl is null ? null : new WebhookWish(settings.TellSent, settings.TellDelivered, settings.TellRead);
}
