using MediaNode.Access;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Hosting;

/// <summary>What the On-Premises API has and the node could only pretend to: refused with words, so that a client learns why, and what to do instead.</summary>
internal static class NotOffered
{
    private const string Identity = "There are no identity keys on this line, so there is no hash to show or to acknowledge. "
        + "Messages are sent whether or not a contact's device is new: no acknowledgement is asked for (code 1028 never comes).";

    private const string Stickers = "Nobody could add a pack from here to a phone: packs are published with WhatsApp, not with the node. "
        + "Send a sticker by itself: POST /v1/media with Content-Type image/webp, then a message of type sticker with its id.";

    private static readonly (string Route, string[] Methods, Role Role, string Why)[] _all =
    [
        ("/v1/contacts/{wa_id}/identity", ["GET", "PUT"], Role.User, Identity),
        ("/v1/stickerpacks", ["GET", "POST"], Role.User, Stickers),
        ("/v1/stickerpacks/{id}", ["GET", "PATCH", "DELETE"], Role.User, Stickers),
        ("/v1/stickerpacks/{id}/stickers", ["GET", "POST"], Role.User, Stickers),
        ("/v1/stickerpacks/{id}/stickers/{index}", ["GET", "PATCH", "DELETE"], Role.User, Stickers),
    ];

    public static void MapNotOffered(this IEndpointRouteBuilder routes)
    {
        foreach (var (route, methods, role, why) in _all)
        {
            routes.MapMethods(route, methods, context => context.RefuseAsync(Problem.NotOffered.Because(why))).WithMetadata(new Needs(role));
        }
    }
}
