using System.Security.Cryptography;
using MediaNode.Access;
using MediaNode.Formats;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Wire;
using Microsoft.AspNetCore.Http.Extensions;

namespace MediaNode.Business;

/// <summary><c>/v1/settings/profile/photo</c>: the JPEG itself in and out, or a link to it.</summary>
internal static class PhotoEndpoints
{
    private const string Route = "/v1/settings/profile/photo";

    public static void MapPhoto(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapGet(Route, ShowAsync).WithMetadata(admin);
        routes.MapPost(Route, SetAsync).WithMetadata(admin);
        routes.MapDelete(Route, RemoveAsync).WithMetadata(admin);
    }

    private static SettingRows Rows(HttpContext context) => context.RequestServices.GetRequiredService<SettingRows>();

    private static Task ShowAsync(HttpContext context)
    {
        var format = context.Request.Query["format"].ToString();
        if (format is not ("" or "link"))
        {
            return context.RefuseAsync(Problem.ParameterInvalid.Because("format is something else than link; without it the answer is the photo itself."));
        }

        if (Rows(context).Read(SettingRows.Photo) is not { } photo)
        {
            return context.RefuseAsync(Problem.PhotoNotFound.Because("The business has no profile photo. POST one as image/jpeg."));
        }

        return format.Length > 0 ? AnswerLinkAsync(context) : WhyBlocked(context, photo) is { } blocked ? context.RefuseAsync(blocked) : AnswerPhotoAsync(context, photo);
    }

    private static Task AnswerPhotoAsync(HttpContext context, byte[] photo)
    {
        context.Response.ContentType = "image/jpeg";
        context.Response.ContentLength = photo.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.Body.WriteAsync(photo, context.RequestAborted).AsTask();
    }

    private static Task AnswerLinkAsync(HttpContext context)
    {
        var request = context.Request;
        var link = UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, Route);
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("settings");
            json.WriteStartObject("profile");
            json.WriteStartObject("photo");
            json.WriteString("link", link);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async Task SetAsync(HttpContext context)
    {
        var refusal = WhyNotType(context.Request.ContentType);
        if (refusal is null)
        {
            (var bytes, refusal) = await RawBody.ReadAsync(context, ProfilePhoto.MaxBytes);
            refusal ??= ProfilePhoto.WhyNot(bytes) ?? WhyBlocked(context, bytes);
            if (refusal is null)
            {
                await Rows(context).WriteAsync((SettingRows.Photo, bytes));
            }
        }

        await (refusal is null ? context.AnswerDoneAsync() : context.RefuseAsync(refusal));
    }

    private static async Task RemoveAsync(HttpContext context)
    {
        await Rows(context).WriteAsync((SettingRows.Photo, null));
        await context.AnswerDoneAsync();
    }

    private static Refusal? WhyBlocked(HttpContext context, byte[] photo) =>
        context.RequestServices.GetRequiredService<Quarantine>() is { IsEmpty: false } quarantine
            ? quarantine.WhyNot(SHA256.HashData(photo), RefusedWhat.Photo, "of the business")
            : null;

    private static Refusal? WhyNotType(string? contentType) =>
        contentType is null ? Problem.ContentTypeMissing.Because("The Content-Type is missing; image/jpeg is accepted.")
        : !MediaType.TryParse(contentType, out var type, out var why) ? Problem.ContentTypeInvalid.Because(why)
        : type.IsMultipart ? Problem.MultipartNotTaken.Because("The body must be the photo itself, with Content-Type: image/jpeg.")
        : type.Essence != "image/jpeg" ? Problem.ParameterInvalid.Because($"The Content-Type is {type.Essence}; image/jpeg alone is accepted.")
        : null;
}
