namespace MediaNode.Problems;

/// <summary>One way the node says no, or fails: the whole list is <see cref="All"/>, written out in docs/errors.md.</summary>
/// <param name="Slug">A stable name; the <c>type</c> of an RFC 9457 answer ends with it.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code of the On-Premises API (Meta's "Error codes" page), shown under <c>/v1</c> and <c>/api</c> alike.</param>
/// <param name="Title">The On-Premises API's title for the code: clients match some of them literally.</param>
/// <param name="Meaning">For docs/errors.md: when it happens and what helps.</param>
/// <param name="RetryAfter">Seconds for a <c>Retry-After</c> header, or zero for none.</param>
internal sealed record Problem(string Slug, int Status, int Code, string Title, string Meaning, int RetryAfter = 0)
{
    public static readonly Problem InvalidCredentials = new("invalid-credentials", 401, 1005, "Access denied",
        "No token, an unknown or expired token, or a wrong user name or password. Log in again: POST /v1/users/login.");

    public static readonly Problem NotAllowed = new("not-allowed", 403, 1005, "Access denied",
        "The login is good, but this needs another role or another kind of credential.");

    public static readonly Problem PasswordChangeRequired = new("password-change-required", 403, 1024, "Password Change Required",
        "The first password can do nothing but set a new one: POST /v1/users/login with {\"new_password\":\"…\"}.");

    public static readonly Problem TooManyLogins = new("too-many-logins", 429, 1015, "Too many requests",
        "Too many logins from this address are waiting for their turn. Wait as long as Retry-After says.", RetryAfter: 5);

    public static readonly Problem PathNotFound = new("path-not-found", 404, 1006, "Resource not found",
        "No such route. The routes are listed at /docs and in /openapi.json.");

    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, 1006, "Resource not found",
        "The route exists, but not with this method; the Allow header lists those it has.");

    public static readonly Problem UserNotFound = new("user-not-found", 404, 1006, "Resource not found",
        "No user has this name.");

    public static readonly Problem UserExists = new("user-exists", 409, 1014, "Internal error",
        "A user of this name exists already. The code and the text are the original's.");

    public static readonly Problem MediaNotFound = new("media-not-found", 404, 1006, "Resource not found",
        "No media has this id, or its file is gone from the volume. Under /v1/media the answer has no body, as in the original.");

    public static readonly Problem MediaQuarantined = new("media-quarantined", 403, 1009, "Parameter value is not valid",
        "The content is in quarantine, under whatever id: it is not taken, not given out and not sent. details says since when and why. An administrator "
        + "can release it: DELETE /api/quarantine/{digest}. docs/quarantine.md tells more.");

    public static readonly Problem QuarantineNotFound = new("quarantine-not-found", 404, 1006, "Resource not found",
        "No content of this digest is in quarantine, or ever was: GET /api/quarantine lists what is.");

    public static readonly Problem MediaNeeded = new("media-needed", 409, 1009, "Parameter value is not valid",
        "The media is still needed, and Retention:ProtectDeletes is on: details says by whom and until when. GET /api/media/{id}/why tells as much.");

    public static readonly Problem SweepNotFound = new("sweep-not-found", 404, 1006, "Resource not found",
        "No sweep has this id, or it was too long ago (Retention:KeepReasonsFor): GET /api/retention/sweeps lists them.");

    public static readonly Problem ReconcileUnderWay = new("reconcile-under-way", 409, 1009, "Parameter value is not valid",
        "A pass over what is stored is under way, one at a time: GET /api/reconcile tells how far it has come. Ask again when it is over.");

    public static readonly Problem ImportUnderWay = new("import-under-way", 409, 1009, "Parameter value is not valid",
        "An import is under way, one at a time: GET /api/import tells how far it has come. Ask again when it is over.");

    public static readonly Problem DownloadUnknown = new("download-unknown", 404, 1006, "Resource not found",
        "GET /v1/media/{id}/download names a media that no user sent, or that was deleted. It takes the id of the media or of the message.");

    public static readonly Problem RenditionNotFound = new("rendition-not-found", 404, 1006, "Resource not found",
        "There is no such rendition of the media, or nothing to show of it; details says which. POST /api/media/{id}/renditions makes one.");

    public static readonly Problem MediaRefused = new("media-refused", 422, 1009, "Parameter value is not valid",
        "WhatsApp would not take the media as that kind, and it cannot be mended, or was not to be (strict). detail names each rule, what was "
        + "found, what would be accepted and how to get there; breaches has the same as a list. docs/limits.md has every rule.");

    public static readonly Problem ParameterMissing = new("parameter-missing", 400, 1008, "Required parameter is missing",
        "A parameter, header or body that the call needs is not there; details names it.");

    public static readonly Problem ParameterInvalid = new("parameter-invalid", 400, 1009, "Parameter value is not valid",
        "A parameter, header or body has a value the call does not take; details says what was found and what would be accepted.");

    public static readonly Problem ParameterNotRequired = new("parameter-not-required", 400, 1010, "Parameter is not required",
        "A parameter is given that has no place there, such as the caption of a sticker; details names it.");

    public static readonly Problem MessageTooLong = new("message-too-long", 400, 1001, "Message too long",
        "A text has more than 4096 characters. Send several.");

    public static readonly Problem RecipientTypeInvalid = new("recipient-type-invalid", 400, 1002, "Invalid recipient type",
        "recipient_type is something else than individual: groups are not offered any more.");

    public static readonly Problem TemplateMediaUnsupported = new("template-media-unsupported", 400, 2008, "Template Media Format Unsupported",
        "The header of a template takes an image, a video or a document that is PDF.");

    public static readonly Problem MessageNotFound = new("message-not-found", 404, 1006, "Resource not found",
        "No message has this id.");

    public static readonly Problem PhotoNotFound = new("photo-not-found", 404, 1006, "Resource not found",
        "The business has no profile photo. POST /v1/settings/profile/photo with Content-Type: image/jpeg sets one.");

    public static readonly Problem BackupUnreadable = new("backup-unreadable", 400, 1009, "Parameter value is not valid",
        "A backup of the settings cannot be opened: the password is another, or the data are not whole. Nothing was changed.");

    public static readonly Problem CertificateNotTaken = new("certificate-not-taken", 501, 1014, "Internal error",
        "The node's own certificate is not set by a call: name its files in the settings Certificate and CertificateKey. "
        + "Files that are replaced are taken up without a restart.");

    public static readonly Problem NotOffered = new("not-offered", 501, 1014, "Internal error",
        "The On-Premises API has this call, and the node could only pretend to: details says why, and what to do instead. docs/compatibility.md lists them.");

    public static readonly Problem BadUser = new("bad-user", 400, 1021, "Bad User",
        "The recipient is the business's own number: nobody sends to themselves. The setting WhatsApp:Number names it.");

    public static readonly Problem AccountRefused = new("account-refused", 403, 1005, "Access denied",
        "The account does not allow it: another number than the node's, a wrong two-step PIN, or more than one shard. details says which.");

    public static readonly Problem ProviderNotFound = new("provider-not-found", 404, 1006, "Resource not found",
        "No provider of media has this name: GET /v1/settings/application/media/providers lists them.");

    public static readonly Problem WebhookNotFound = new("webhook-not-found", 404, 1006, "Resource not found",
        "No webhook that was given up has this id: GET /api/webhooks/dead lists them.");

    public static readonly Problem UpstreamUnavailable = new("upstream-unavailable", 503, 1011, "Service not ready",
        "WhatsApp could not be asked, or did not answer; details says why. Try again as Retry-After says.", RetryAfter: 2);

    public static readonly Problem InvalidRequest = new("invalid-request", 400, 1025, "Invalid Request",
        "The request could not be read: malformed JSON, malformed chunks, or a body shorter than its declared length.");

    public static readonly Problem RequestTimeout = new("request-timeout", 408, 1025, "Invalid Request",
        "The body came too slowly (less than 240 bytes a second after 5 seconds).");

    public static readonly Problem ContentTypeMissing = new("content-type-missing", 400, 1008, "Required parameter is missing",
        "An upload needs a Content-Type header: the media's own type, for example image/jpeg.");

    public static readonly Problem ContentTypeInvalid = new("content-type-invalid", 400, 1009, "Parameter value is not valid",
        "The Content-Type header is not a media type (RFC 9110, section 8.3.1).");

    public static readonly Problem MultipartNotTaken = new("multipart-not-taken", 400, 1009, "Parameter value is not valid",
        "The upload takes the file itself as the body, not a form: with curl, --data-binary @FILE and not -F.");

    public static readonly Problem BodyEmpty = new("body-empty", 400, 1008, "Required parameter is missing",
        "The upload has no bytes. The body must be the file itself.");

    public static readonly Problem ContentEncodingNotTaken = new("content-encoding-not-taken", 415, 1009, "Parameter value is not valid",
        "Compressed bodies are not expanded: send the file as it is, without Content-Encoding.");

    public static readonly Problem MediaTooLarge = new("media-too-large", 413, 1009, "Parameter value is not valid",
        "The upload is larger than Uploads:MaxBytes.");

    public static readonly Problem BodyTooLarge = new("body-too-large", 413, 1009, "Parameter value is not valid",
        "The body of this call is larger than any that it could need.");

    public static readonly Problem PreconditionFailed = new("precondition-failed", 412, 1009, "Parameter value is not valid",
        "If-Match asks for other bytes than the media has.");

    public static readonly Problem RangeNotSatisfiable = new("range-not-satisfiable", 416, 1009, "Parameter value is not valid",
        "The Range header asks for bytes beyond the end; Content-Range gives the length.");

    public static readonly Problem VolumeFull = new("volume-full", 507, 1014, "Internal error",
        "The media volume has no room for this file. Delete media or enlarge the volume; the node recovers by itself.");

    public static readonly Problem VolumeFailed = new("volume-failed", 500, 1014, "Internal error",
        "The media volume could not be read or written (an I/O error, a read-only mount, missing rights). The log has the cause.");

    public static readonly Problem MediaDamaged = new("media-damaged", 500, 1014, "Internal error",
        "The stored bytes no longer have the digest they were stored with. They are not given out; upload the file again.");

    public static readonly Problem Overloaded = new("overloaded", 503, 1016, "System overloaded",
        "Too much is under way already: bytes in flight, or media being processed. Nothing was begun; try again as Retry-After says.", RetryAfter: 1);

    public static readonly Problem ProcessingUnavailable = new("processing-unavailable", 501, 1014, "Internal error",
        "What this needs cannot run here: a tool is not installed, or the sandbox cannot work and Processing:Sandbox is required. "
        + "details names the package to install; `./medianode doctor` tells more.");

    public static readonly Problem ProcessingGaveUp = new("processing-gave-up", 500, 1014, "Internal error",
        "A tool reached a limit of ours (Processing:ImageTimeout, Processing:VideoTimeout, Processing:MemoryPerJob) before it was done. "
        + "details says which. Raise it, or send a smaller media; asking again may do when the machine was busy.");

    public static readonly Problem CatalogueFailed = new("catalogue-failed", 500, 1023, "Database error occurred",
        "The catalogue could not be read or written. The log has the cause.");

    public static readonly Problem InternalError = new("internal-error", 500, 1014, "Internal error",
        "A fault in the node. The log has the cause under the trace id given in details.");

    /// <summary>The catalogue, in the order of docs/errors.md.</summary>
    public static readonly IReadOnlyList<Problem> All =
    [
        InvalidCredentials, NotAllowed, PasswordChangeRequired, TooManyLogins,
        PathNotFound, MethodNotAllowed, UserNotFound, UserExists, MediaNotFound, MediaQuarantined, QuarantineNotFound, MediaNeeded, SweepNotFound, ReconcileUnderWay, ImportUnderWay, DownloadUnknown, RenditionNotFound, MediaRefused,
        ParameterMissing, ParameterInvalid, ParameterNotRequired, MessageTooLong, RecipientTypeInvalid, TemplateMediaUnsupported, MessageNotFound,
        WebhookNotFound, ProviderNotFound, PhotoNotFound, BackupUnreadable, CertificateNotTaken, NotOffered, AccountRefused, BadUser,
        InvalidRequest, RequestTimeout, BodyTooLarge,
        ContentTypeMissing, ContentTypeInvalid, MultipartNotTaken, BodyEmpty, ContentEncodingNotTaken, MediaTooLarge,
        PreconditionFailed, RangeNotSatisfiable, MediaDamaged, VolumeFull, VolumeFailed, Overloaded, ProcessingUnavailable, ProcessingGaveUp,
        UpstreamUnavailable, CatalogueFailed, InternalError,
    ];

    /// <summary>This problem, said of one request.</summary>
    /// <param name="details">A public sentence: which rule, what was found, what would be accepted.</param>
    public Refusal Because(string details) => new(this, details);
}

/// <summary>A problem and what it was about: public text only, the private cause goes to the log.</summary>
internal sealed record Refusal(Problem Problem, string Details);
